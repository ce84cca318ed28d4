using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Secrets;

/// <summary>One count of those who have all known values and the secret, for all there is to spend: what a guarantee allows, this attack reaches.</summary>
/// <remarks>Against a count with discrete Laplace noise it is right with probability e^ε/(1 + e^ε), the most that ε allows.</remarks>
public sealed class DirectAttack : SecretAttack
{
    /// <inheritdoc/>
    public override string Name => "direct";

    /// <inheritdoc/>
    public override string Source => "the attack of the definition: Wasserman and Zhou 2010; Kairouz, Oh and Viswanath 2015";

    /// <inheritdoc/>
    public override string Game => "One count of those who have all known values and the secret. It is nearer to 1, or to 0.";

    /// <inheritdoc/>
    public override async Task<bool?> GuessAsync(SecretPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        return await play.CountAsync([.. play.Victim.Known, play.Victim.Secret]).ConfigureAwait(false) is { } count ? count > 0.5 : null;
    }
}
