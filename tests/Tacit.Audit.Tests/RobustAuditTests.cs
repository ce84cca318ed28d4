using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Audit.Tests;

/// <summary>Every robust estimator that was made private, from end to end. Not flagged, and as near its claim as such small rows come.</summary>
public sealed class RobustAuditTests
{
    [Fact]
    public Task Median() => KeepsAsync<long[], RobustToPrivate>(
        new(RobustEstimators.Median, 0, 9, 1, Neighbours.Replace),
        m => m.Loss, (m, x, random) => [m.Draw(x, random)],
        [new([0, 0, 0, 9, 9], [0, 0, 9, 9, 9], "the middle goes from end to end"), new([0, 0, 0, 0, 9], [0, 0, 0, 9, 9], "one row goes to the end")], 0.25, SpentAudit.Exchanged);

    [Fact]
    public Task Trimmed_mean_where_a_row_comes() => KeepsAsync<long[], RobustToPrivate>(
        new(RobustEstimators.TrimmedMean(new Numerics.Rational(1, 4)), 0, 9, 1, Neighbours.AddRemove),
        m => m.Loss, (m, x, random) => [m.Draw(x, random)],
        [new([0, 0, 0], [0, 0, 0, 9], "one row at the end"), new([], [5], "nobody and one row")], 0.15);

    [Fact]
    public Task Function_of_blocks() => KeepsAsync<long[], BlockEstimator>(
        new(2, 0, 9, 1),
        m => m.Loss, (m, x, random) => [m.Draw(x, rows => rows.Count == 0 ? 0 : rows.Max(), random)],
        [new([], [9], "nobody and one row"), new([0, 0], [0, 0, 9], "one row more")], 0.15);

    [Fact]
    public Task Function_of_blocks_without_a_range() => KeepsAsync<long[], RangeFreeEstimator>(
        new(8, 2, 8, new Numerics.Rational(1, 1000)),
        m => m.Loss, (m, x, random) => [m.Draw(x, rows => rows.Count == 0 ? -100 : rows.Max(), random) ?? -1000],
        [new([], [9], "nobody and one row"), new([.. Enumerable.Repeat(7L, 16)], [.. Enumerable.Repeat(7L, 16), 500], "one row far away")], 0, epsilon: 8, delta: 0.001);

    [Fact]
    public Task Depth_of_points() => KeepsAsync<long[], DepthMedian>(
        new(1, 0, 9, 1, points: 10, directions: 1),
        m => m.Loss, (m, x, random) => [.. m.Draw([.. x.Select(v => new[] { v })], random)],
        [new([], [0], "nobody and one row"), new([0], [0, 0], "one row and two")], 0.5);

    [Fact]
    public Task Depth_of_lines() => KeepsAsync<long[], DepthRegression>(
        new(1, 2, 1, candidates: 9, directions: 1),
        m => m.Loss, (m, x, random) => [(long)(1000 * m.Draw([.. x.Select(v => new[] { v })], [.. x.Select(v => 2 * v)], random)[0])],
        [new([], [3], "nobody and one row"), new([1], [1, 5], "one row and two")], 0.2);

    [Fact]
    public Task Leading_direction() => KeepsAsync<long[], LeadingDirection>(
        new(2, 10, new Numerics.Rational(1, 5), 1, Neighbours.Replace, directions: 8, mostChanges: 4),
        m => m.Loss, (m, x, random) => [.. m.Draw([.. x.Chunk(2)], random).Select(v => (long)(1000 * v))],
        [new([9, 0, 9, 0, 0, 0], [9, 0, 0, 9, 0, 0], "one row from axis to axis"), new([9, 0, 0, 9, 0, 0], [0, 9, 0, 9, 0, 0], "the other row")], 0.1, SpentAudit.Exchanged);

    private static Task KeepsAsync<T, TMechanism>(
        TMechanism mechanism, Func<TMechanism, PrivacyLoss> loss, Func<TMechanism, T, RandomSource, long[]> draw, NeighbourPair<T>[] pairs, double atLeast,
        Population? people = null, double epsilon = 1, double delta = 0) => SpentAudit.KeepsAsync(
        loss(mechanism),
        (T x, Permit permit) => permit.Draw(loss(mechanism), random => draw(mechanism, x, random), () => draw(mechanism, x, RandomSource.Seeded(1))),
        pairs, epsilon, atLeast, delta, people);
}
