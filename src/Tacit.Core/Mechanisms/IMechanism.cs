using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Turns an exact value into a protected one: what <see cref="Permit.Draw{TIn, TOut}(IMechanism{TIn, TOut}, TIn)"/> draws.</summary>
/// <remarks>
/// Guarantee: that of <see cref="Loss"/>, for exact values of neighbours that are as close as the mechanism says of itself. Nothing checks an
/// implementation of your own: prove its loss, and audit it.
/// </remarks>
/// <typeparam name="TIn">The exact value.</typeparam>
/// <typeparam name="TOut">What is released.</typeparam>
public interface IMechanism<in TIn, out TOut>
{
    /// <summary>The loss of one draw.</summary>
    PrivacyLoss Loss { get; }

    /// <summary>One draw.</summary>
    TOut Sample(TIn exact, RandomSource random);

    /// <summary>What a draw gives when a simulated ledger switches noise off.</summary>
    TOut Noiseless(TIn exact);
}
