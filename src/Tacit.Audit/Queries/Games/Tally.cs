using Tacit.Accounting;

namespace Tacit.Audit.Queries.Games;

/// <summary>What all plays of one attack against one endpoint come to.</summary>
internal sealed record Tally(Advantage Advantage, Price Spent, long Asked, long Answered)
{
    /// <param name="plays">In the order in which they were drawn.</param>
    /// <param name="learnsThreshold">Whether the first half chooses the threshold, and the other half alone is counted.</param>
    /// <param name="alpha">For the interval of the advantage.</param>
    public static Tally Of(Play[] plays, bool learnsThreshold, double alpha)
    {
        var learned = learnsThreshold ? plays[..(plays.Length / 2)] : [];
        var judged = plays[learned.Length..];
        var threshold = learned.Length == 0
            ? 0.5
            : learned.Select(p => p.Score).MaxBy(t => learned.Count(p => p.IsIn && p.Score > t) - learned.Count(p => !p.IsIn && p.Score > t));
        return new(
            new(judged.Count(p => p.IsIn && p.Score > threshold), judged.Count(p => p.IsIn), judged.Count(p => !p.IsIn && p.Score > threshold), judged.Count(p => !p.IsIn), alpha),
            plays.Aggregate(Price.Free, (most, p) => AdvantageBound.Larger(most, p.Spent)),
            plays.Sum(p => p.Asked),
            plays.Sum(p => p.Answered));
    }
}
