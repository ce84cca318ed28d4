namespace Tacit.Accounting.LossDistributions;

/// <summary>The cases of a loss: two directions where they differ, and for disjoint parts the part, or the two parts, that the unit touches.</summary>
internal static class LossCases
{
    // Pairs of parts grow with the square of the parts.
    private const int MostCases = 200;

    public static IReadOnlyList<LossCase> Of(PrivacyLoss loss, Neighbours relation)
    {
        // Disjoint parts and nothing beside them: the unit is in one part, whatever that part is composed of. Beside other events, which part it is in may
        // depend on their answers; then one pair of laws must dominate all parts (LargestSource).
        if (Alone(loss) is { } parallel)
        {
            var cases = Parallel(parallel, relation).ToArray();
            return cases.Length <= MostCases
                ? cases
                : throw new UnpricedLossException($"loss distributions of {parallel.Events.Count} disjoint parts that differ, under replace (zCDP prices it)");
        }

        var remove = LossCase.Of(loss, relation, LossDirection.Remove);
        return remove.Others.All(part => StepSources.IsSymmetric(part.Event)) ? [remove] : [remove, LossCase.Of(loss, relation, LossDirection.Add)];
    }

    private static ParallelEvent? Alone(PrivacyLoss loss) => loss switch
    {
        ParallelEvent parallel => parallel,
        ComposedEvent { Events: [var only] } => Alone(only),
        RepeatedEvent { Count: 1 } repeated => Alone(repeated.Event),
        _ => null,
    };

    private static IEnumerable<LossCase> Parallel(ParallelEvent parallel, Neighbours relation)
    {
        var parts = parallel.Events;
        if (parallel.Relation == Neighbours.AddRemove || parts.Count == 1)
        {
            // The unit stays in its part. Stated under replace, a move covers that.
            foreach (var one in parts.Distinct().SelectMany(part => Of(part, relation)))
            {
                yield return one;
            }
        }

        if (relation == Neighbours.AddRemove)
        {
            yield break;
        }

        // The unit moves from one part to another. Stated under replace, parts hide what one side costs, so each counts whole.
        foreach (var (from, to) in Pairs(parts))
        {
            foreach (var one in Touched(from, LossDirection.Remove))
            {
                foreach (var other in Touched(to, LossDirection.Add))
                {
                    yield return one.With(other) with { Relation = relation, Restated = true };
                }
            }
        }
    }

    private static IEnumerable<LossCase> Touched(PrivacyLoss part, LossDirection direction) => part.Relation == Neighbours.Replace
        ? Of(part, Neighbours.Replace)
        : Alone(part) is { } inner
            ? inner.Events.Distinct().SelectMany(one => Touched(one, direction))
            : [LossCase.Of(part, Neighbours.AddRemove, direction)];

    // Ordered pairs of different parts; parts that are alike count once each way.
    private static IEnumerable<(PrivacyLoss From, PrivacyLoss To)> Pairs(IReadOnlyList<PrivacyLoss> parts)
    {
        var alike = parts.GroupBy(part => part).Select(group => (Part: group.Key, Count: group.Count())).ToArray();
        return from one in alike from other in alike where one.Count > 1 || !one.Part.Equals(other.Part) select (one.Part, other.Part);
    }
}
