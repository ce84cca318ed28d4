using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Sums of ε and δ: exact, and the only accountant of a budget that is pure. Shuffles share what is left of δ equally.</summary>
internal sealed class BasicAccountant : Accountant
{
    public override string Name => "basic";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (epsilon, spent, shuffles) = Sum(loss, relation);
        if (spent > delta)
        {
            return new(0, double.PositiveInfinity, Name);
        }

        var each = shuffles.Count == 0 ? 0 : ((delta - spent) / shuffles.Aggregate(Rational.Zero, (sum, shuffle) => sum + shuffle.Count)).ToDoubleDown();
        return new(0, epsilon.ToDecimalUp() + Shuffled(shuffles, each), Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (sum, spent, shuffles) = Sum(loss, relation);
        if (sum > epsilon)
        {
            return new(0, 1, Name);
        }

        var rest = (epsilon - sum).ToDoubleDown();
        if (Shuffled(shuffles, 0) <= rest)
        {
            return new(0, spent.ToDecimalUp(), Name);
        }

        // The smallest equal share of δ, near enough: the sum falls as shares grow.
        var (fails, holds) = (-690.0, 0.0);
        while (holds - fails > 1e-9)
        {
            var middle = (fails + holds) / 2;
            (fails, holds) = Shuffled(shuffles, Math.Exp(middle)) <= rest ? (fails, middle) : (middle, holds);
        }

        return new(0, Math.Min(1, spent.ToDecimalUp() + (shuffles.Sum(shuffle => (double)shuffle.Count) * Math.Exp(holds) * (1 + 1e-12))), Name);
    }

    private static double Shuffled(List<(ShuffledEvent Event, long Count)> shuffles, double delta) =>
        shuffles.Sum(shuffle => shuffle.Count * ShuffleAmplification.Epsilon(shuffle.Event, delta)) * (shuffles.Count == 0 ? 1 : 1 + 1e-12);

    private static (Rational Epsilon, Rational Delta, List<(ShuffledEvent Event, long Count)> Shuffles) Sum(PrivacyLoss loss, Neighbours relation)
    {
        var shuffles = new List<(ShuffledEvent, long)>();
        var price = Price.Free;
        foreach (var (part, count) in Flattened.Of(loss))
        {
            if (part is ShuffledEvent shuffled && relation == part.Relation)
            {
                shuffles.Add((shuffled, count));
            }
            else
            {
                price += part.Price(relation).Times(count);
            }
        }

        return price.Epsilon is { } epsilon
            ? (epsilon, price.Delta, shuffles)
            : throw new UnpricedLossException("sums of ε: Gaussian noise has none (zCDP, Gaussian DP, Rényi and loss distributions price it)");
    }
}
