using Tacit.Accounting.LossDistributions;
using Tacit.Accounting.Renyi;
using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>
/// Turns an expression of what happened into ε at a δ, or δ at an ε. Upper ends are certified: discretisation, truncation and rounding are inside.
/// An accountant that does not take an event says so and names one that does.
/// </summary>
public abstract class Accountant
{
    /// <summary>Sums of ε and δ. Source: Dwork et al. (2006).</summary>
    public static Accountant Basic { get; } = new BasicAccountant();

    /// <summary>Advanced composition of (ε, δ) events. Source: Kairouz, Oh and Viswanath (2015), Theorem 3.4.</summary>
    public static Accountant Advanced { get; } = new AdvancedAccountant();

    /// <summary>Zero-concentrated differential privacy. Source: Bun and Steinke (2016); conversion of Canonne, Kamath and Steinke (2020).</summary>
    public static Accountant Zcdp { get; } = new ZcdpAccountant();

    /// <summary>Gaussian differential privacy, exact for compositions of Gaussian noise. Source: Dong, Roth and Su (2022).</summary>
    public static Accountant GaussianDp { get; } = new GaussianDpAccountant();

    /// <summary>Rényi differential privacy at many orders. Source: Mironov (2017); Mironov, Talwar and Zhang (2019).</summary>
    public static Accountant Renyi { get; } = new RenyiAccountant();

    /// <summary>Privacy loss distributions by Fourier transform, with certified lower and upper ends.</summary>
    public static Accountant LossDistributions { get; } = new LossDistributionAccountant();

    /// <summary>The smallest upper end and the largest lower end that any of them knows; the name in the bracket is whose upper end it is.</summary>
    public static Accountant Tightest { get; } = new TightestAccountant();

    /// <summary>Every accountant but <see cref="Tightest"/>, from the coarsest to the tightest.</summary>
    public static IReadOnlyList<Accountant> All { get; } = [Basic, Advanced, Zcdp, Renyi, GaussianDp, LossDistributions];

    /// <summary>Name, for example <c>rényi</c>, in the words of the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The smallest ε at <paramref name="delta"/>, as a bracket.</summary>
    /// <param name="loss">What happened.</param>
    /// <param name="delta">δ in [0, 1).</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="UnpricedLossException">The accountant does not take an event of the loss, or there is no way to the relation.</exception>
    public Bracket Epsilon(PrivacyLoss loss, Quantity delta, Neighbours relation, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return EpsilonAt(loss, relation, delta.Delta(), token);
    }

    /// <summary>The smallest δ at <paramref name="epsilon"/>, as a bracket.</summary>
    /// <param name="loss">What happened.</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="UnpricedLossException">The accountant does not take an event of the loss, or there is no way to the relation.</exception>
    public Bracket Delta(PrivacyLoss loss, Quantity epsilon, Neighbours relation, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return DeltaAt(loss, relation, epsilon.NonNegative("Epsilon"), token);
    }

    /// <summary>An upper bound on the Rényi divergence of the loss at an order, in either direction; infinite where nothing is known at that order.</summary>
    /// <param name="loss">What happened.</param>
    /// <param name="order">α above one.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <exception cref="UnpricedLossException">Rényi accounting does not take an event of the loss, or a part holds only beside a δ.</exception>
    public static double RenyiDivergence(PrivacyLoss loss, double order, Neighbours relation)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return order > 1 && double.IsFinite(order)
            ? RenyiAccountant.DivergenceAt(loss, order, relation)
            : throw new BadInputException($"A Rényi order is finite and above 1, but was {order}.");
    }

    private protected abstract Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token);

    private protected abstract Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token);

    /// <summary>The loss under the relation: as it is, or with every sensitivity doubled.</summary>
    internal static PrivacyLoss Restated(PrivacyLoss loss, Neighbours relation) => loss.Relation == relation
        ? loss
        : relation == Neighbours.Replace
            ? Replaced.Of(loss) ?? throw new UnpricedLossException($"'{loss.Type}' stated under add/remove in a guarantee under replace, a part of which has no curve for two units (sums and zCDP may price it)")
            : throw new UnpricedLossException($"'{loss.Type}' stated under replace in a guarantee under add/remove (the number of units is then public)");
}
