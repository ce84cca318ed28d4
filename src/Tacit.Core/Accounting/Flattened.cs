using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>A loss as a multiset of events that compose; sampled events stay whole, and parallel ones whose parts differ. Equal events are counted together.</summary>
internal static class Flattened
{
    public static IReadOnlyList<(PrivacyLoss Event, long Count)> Of(PrivacyLoss loss)
    {
        var counts = new Dictionary<PrivacyLoss, long>();
        Add(loss, 1, counts);
        return [.. counts.Select(c => (c.Key, c.Value))];
    }

    /// <summary>μ² of parts that are all continuous Gaussian noise; null where one is not.</summary>
    public static Rational? MuSquared(IReadOnlyList<(PrivacyLoss Event, long Count)> parts) => parts.All(part => part.Event is GaussianEvent or MatrixEvent)
        ? parts.Aggregate(Rational.Zero, (sum, part) => sum + (part.Event.Price().MuSquared!.Value * part.Count))
        : null;

    private static void Add(PrivacyLoss loss, long times, Dictionary<PrivacyLoss, long> counts)
    {
        switch (loss)
        {
            case ComposedEvent composed:
                foreach (var part in composed.Events)
                {
                    Add(part, times, counts);
                }

                break;
            case RepeatedEvent repeated:
                Add(repeated.Event, Counted((Int128)times * repeated.Count), counts);
                break;
            case PoissonSampledEvent { Rate: var rate } sampled when rate == Rational.One:
                Add(sampled.Event, times, counts);
                break;
            case ParallelEvent parallel when parallel.Events.Count == 1
                || (parallel.Relation == Neighbours.AddRemove && parallel.Events.All(part => part.Equals(parallel.Events[0]))):
                // Under add/remove a unit is in one part, and all parts are alike.
                Add(parallel.Events[0], times, counts);
                break;
            default:
                counts[loss] = counts.TryGetValue(loss, out var before) ? Counted((Int128)before + times) : times;
                break;
        }
    }

    private static long Counted(Int128 times) => times <= long.MaxValue
        ? (long)times
        : throw new BadInputException("The loss repeats an event more than 9·10¹⁸ times.");
}
