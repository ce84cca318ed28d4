using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The ε of a shuffle at a δ: reports that were made alike, one of each user, and whose origin nobody can tell. Upper bounds, under replace.</summary>
/// <remarks>
/// They hold only if the shuffler is honest, and <c>users</c> counts honest ones alone: a report that an attacker made hides nobody. Memoized reports are shuffled by
/// the ε of one report, never by that of the memo.
/// </remarks>
public static class ShuffleBounds
{
    /// <summary>In closed form; what one report costs where that is not known to be less. Source: Feldman, McMillan and Talwar (2021), Theorem 3.1.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static double ClosedForm(Quantity localEpsilon, long users, Quantity delta) =>
        Accountant.Basic.Epsilon(PrivacyLoss.Shuffled(localEpsilon, users), Above(delta), Neighbours.Replace).Upper;

    /// <summary>From the distribution of the privacy loss, for any randomizer: several times less. Source: Theorem 3.2 there.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static double Numeric(Quantity localEpsilon, long users, Quantity delta) =>
        Accountant.LossDistributions.Epsilon(PrivacyLoss.Shuffled(localEpsilon, users), Above(delta), Neighbours.Replace).Upper;

    /// <summary>The same for randomized response on any number of values, where a report of somebody else is a clone with probability 2/(e^ε₀ + 1) instead of e^−ε₀.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static double RandomizedResponse(Quantity localEpsilon, long users, Quantity delta)
    {
        var local = localEpsilon.Positive("The local epsilon").ToDoubleUp();
        if (users < 1)
        {
            throw new BadInputException($"A shuffle needs at least 1 user, but was given {users}.");
        }

        var target = Above(delta).Delta().ToDoubleDown();
        return ClonePair.Epsilon(local, 2 / (Math.Exp(local) + 1) * (1 - 1e-14), users, target);
    }

    // No finite number of clones hides for certain.
    private static Quantity Above(Quantity delta) => delta.Delta().Sign > 0
        ? delta
        : throw new BadInputException("A shuffle amplifies at a positive delta only. Choose it well below one over the number of people, for example 1e-6.");
}
