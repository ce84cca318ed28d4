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
                long total;
                try
                {
                    total = checked(times * repeated.Count);
                }
                catch (OverflowException)
                {
                    throw new BadInputException("The loss repeats an event more than 9·10¹⁸ times.");
                }

                Add(repeated.Event, total, counts);
                break;
            case PoissonSampledEvent { Rate: var rate } sampled when rate == Numerics.Rational.One:
                Add(sampled.Event, times, counts);
                break;
            case ParallelEvent parallel when parallel.Events.Count == 1
                || (parallel.Relation == Neighbours.AddRemove && parallel.Events.All(part => part.Equals(parallel.Events[0]))):
                // Under add/remove a unit is in one part, and all parts are alike.
                Add(parallel.Events[0], times, counts);
                break;
            default:
                counts[loss] = counts.TryGetValue(loss, out var before) ? checked(before + times) : times;
                break;
        }
    }
}
