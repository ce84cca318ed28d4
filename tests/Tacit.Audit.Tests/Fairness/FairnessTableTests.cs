using System.Text.Json;
using Tacit.Audit.Fairness;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Fairness;

/// <summary>The private audit: sensitivity of the computed integers, price, the release as a black box, and intervals that cover.</summary>
public sealed class FairnessTableTests
{
    private static readonly GroupDomain[] Sex = [new("sex", ["female", "male"])];
    private static readonly double[] Edges = [0.2, 0.4, 0.5, 0.6, 0.8];
    private static readonly Population People = new("people", PrivacyUnit.Person("id"));
    private static readonly Population Exchanged = new("people-replace", PrivacyUnit.Row().Under(Neighbours.Replace));

    [Fact]
    public void A_unit_moves_the_counts_by_its_rows_and_no_more()
    {
        var random = RandomSource.Seeded(1);
        var table = new FairnessTable(Sex, Edges, [new("m", 1)], 1, rowsPerUnit: 3);
        for (var round = 0; round < 200; round++)
        {
            var all = Random(random, 1 + (int)random.NextBelow(40), 6);
            var whole = table.Of(all, 0);
            foreach (var unit in all.Units.Distinct())
            {
                var without = table.Of(Where(all, i => all.Units[i] != unit), 0);
                var moved = whole.Zip(without, (a, b) => Int128.Abs(a - b)).Aggregate((a, b) => a + b);
                Assert.True(moved <= table.Noise(Neighbours.AddRemove).Shift.Floor());

                // Exchanged for a unit with other rows: out of their cells and into others.
                var other = Random(random, 5, 1);
                var exchanged = table.Of(Join(Where(all, i => all.Units[i] != unit), other with { Units = [.. other.Units.Select(_ => "new")] }), 0);
                Assert.True(whole.Zip(exchanged, (a, b) => Int128.Abs(a - b)).Aggregate((a, b) => a + b) <= table.Noise(Neighbours.Replace).Shift.Floor());
            }
        }

        // Both bounds are reached.
        var one = new ScoredRows([true, true, true, true], [new("sex", ["male", "male", "male", "male"])], [0.1, 0.1, 0.1, 0.1], [[0.1, 0.1, 0.1, 0.1]]) { Units = ["a", "a", "a", "a"] };
        Assert.Equal(3, table.Of(one, 0).Aggregate((a, b) => a + b));
        Assert.Equal((3, 6), (table.Noise(Neighbours.AddRemove).Shift, table.Noise(Neighbours.Replace).Shift));
    }

    [Fact]
    public void Rows_fall_into_one_cell_or_none()
    {
        var table = new FairnessTable(Sex, [0.5], [new("m", 1)], 1);
        ScoredRows Row(string sex, double reference, double score) => new([true], [new("sex", [sex])], [reference], [[score]]);
        int Place(ScoredRows row) => Array.IndexOf(table.Of(row, 0), 1);
        Assert.Equal(16, table.Cells);
        Assert.Equal(4, Place(Row("female", 0.1, -3)));
        Assert.Equal(5, Place(Row("female", 0.1, 0.5)));
        Assert.Equal(15, Place(Row("male", 0.5, 7)));
        Assert.Equal(-1, Place(Row("else", 0.5, 0.5)));
        Assert.Equal(-1, Place(Row("male", double.NaN, 0.5)));
        Assert.Equal(-1, Place(Row("male", 0.5, double.NaN)));
    }

    [Fact]
    public void Rows_of_nobody_and_of_no_value_are_counted_nowhere()
    {
        // Of rows without a name each may be another person's: were they one unit, one who leaves would let another one's row in, and move two.
        var table = new FairnessTable(Sex, [0.5], [new("m", 1)], 1);
        ScoredRows Two(string? unit, string? sex = "male") => new([true, true], [new("sex", [sex!, sex!])], [0.1, 0.9], [[0.1, 0.9]]) { Units = [unit!, unit!] };
        Assert.Equal(1, Sum(Two("a")));
        Assert.Equal(0, Sum(Two("")));
        Assert.Equal(0, Sum(Two(null)));
        Assert.Equal(0, Sum(Two("a", sex: null)));

        Int128 Sum(ScoredRows rows) => table.Of(rows, 0).Aggregate((a, b) => a + b);
    }

    [Fact]
    public async Task Nothing_undefined_is_told_as_a_number()
    {
        // Of much noise some group may be clear where all together are not, and both rates may be 0.
        for (var t = 0UL; t < 60; t++)
        {
            await using var ledger = new SimulatedLedger(t);
            var account = await ledger.AccountAsync(People);
            var rows = Generated(RandomSource.Seeded(t), 300, 1);
            var counts = (await new FairnessTable(Sex, Edges, [new("m", 1)], Rational.Parse("0.1")).ReleaseAsync(new(People, _ => ValueTask.FromResult(rows)), account.Spend(1))).Value;
            foreach (var metric in new[] { FairnessMetric.TruePositiveRate, FairnessMetric.Auroc })
            {
                Rows.HasNoHole(counts.Report(new() { Threshold = 0.8, Metric = metric, Resamples = 100, FewestRows = 1 }));
            }
        }
    }

    [Fact]
    public void Options_are_looked_at_before_anything_is_paid()
    {
        var table = new FairnessTable(Sex, [0.5], [new("m", 1)], 1);
        table.Check(new() { Threshold = 0.5 });
        Assert.Throws<BadInputException>(() => table.Check(new() { Threshold = 0.5, Alpha = 0.7 }));
        Assert.Throws<BadInputException>(() => table.Check(new() { Threshold = 0.4 }));
        Assert.Throws<BadInputException>(() => table.Check(new()));
    }

    [Fact]
    public async Task Every_table_is_paid_and_what_is_not_paid_is_not_read()
    {
        await using var ledger = new SimulatedLedger(seed: 1);
        var account = await ledger.AccountAsync(People);
        var table = new FairnessTable(Sex, Edges, [new("m", 1), new("m", 1), new("other", 3)], Rational.Parse("0.2"));
        var reads = 0;
        var rows = new Sensitive<ScoredRows>(People, _ =>
        {
            reads++;
            return ValueTask.FromResult(Generated(RandomSource.Seeded(2), 2000, 3));
        });
        var release = await table.ReleaseAsync(rows, account.Spend(Rational.Parse("0.6")));
        Assert.Contains("ε = 0.6", release.Receipt.Price, StringComparison.Ordinal);
        Assert.Contains("3 joint tables of 144 cells, ε = 0.2 each", release.Receipt.Mechanism, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BadInputException>(() => table.ReleaseAsync(rows, account.Spend(Rational.Parse("0.59"))));
        Assert.Equal(1, reads);

        // Two columns of one name and ε are two runs of one model. The report is post-processing and keeps the receipts.
        var report = release.Select(c => c.Report(new() { Threshold = 0.5, Resamples = 200 }));
        Assert.Equal([("reference", 1), ("m", 2), ("other", 1)], report.Value.Models.Select(m => (m.Name, m.Runs)));
        Assert.Equal(release.Receipt, report.Receipt);
        Assert.Contains("all of them add up", report.Value.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_released_is_refused()
    {
        await using var ledger = new SimulatedLedger(seed: 1);
        var account = await ledger.AccountAsync(Exchanged);
        Assert.Throws<BadInputException>(() => new FairnessTable(Sex, [0.5, 0.5], [new("m", 1)], 1));
        Assert.Throws<BadInputException>(() => new FairnessTable(Sex, [0, 0.5], [new("m", 1)], 1));
        Assert.Throws<BadInputException>(() => new FairnessTable(Sex, [0.5], [], 1));
        Assert.Throws<BadInputException>(() => new FairnessTable(Sex, [.. Enumerable.Range(1, 600).Select(i => i / 601.0)], [new("m", 1)], 1));
        var rows = new Sensitive<ScoredRows>(Exchanged, _ => ValueTask.FromResult(Generated(RandomSource.Seeded(2), 100, 1) with { Units = [] }));
        await Assert.ThrowsAsync<BadInputException>(() => new FairnessTable(Sex, [0.5], [new("m", 1)], 1, rowsPerUnit: 2).ReleaseAsync(rows, account.Spend(4)));
        var counts = (await new FairnessTable(Sex, [0.5], [new("m", 1)], 1).ReleaseAsync(rows, account.Spend(1))).Value;
        Assert.Equal(Neighbours.Replace, counts.Relation);
        Assert.Throws<BadInputException>(() => counts.Report(new()));
        Assert.Throws<BadInputException>(() => counts.Report(new() { Threshold = 0.4 }));
    }

    [Fact]
    public async Task With_much_budget_the_report_is_that_of_the_rows()
    {
        await using var ledger = new SimulatedLedger(seed: 3);
        var account = await ledger.AccountAsync(People);
        double[] edges = [.. Enumerable.Range(1, 9).Select(i => i / 10.0)];
        var rows = Generated(RandomSource.Seeded(4), 4000, 1);
        var counts = (await new FairnessTable(Sex, edges, [new("m", 1)], 1000).ReleaseAsync(new(People, _ => ValueTask.FromResult(rows)), account.Spend(1000))).Value;
        var options = new FairnessOptions { Threshold = 0.5, Resamples = 400 };
        var (noisy, exact) = (counts.Report(options), FairnessAudit.Run(new(rows.Labels, rows.Attributes), Rows.Model("r", double.PositiveInfinity, [.. rows.Reference]), [Rows.Model("m", 1, [.. rows.Candidates[0]])], options));
        foreach (var (a, b) in noisy.Models.Zip(exact.Models).SelectMany(m => m.First.Groups.Zip(m.Second.Groups)))
        {
            Assert.Equal(b.Group, a.Group);
            Assert.Equal(b.Count.Value, a.Count.Value);
            Assert.Equal(b[FairnessMetric.TruePositiveRate]!.Value.Value, a[FairnessMetric.TruePositiveRate]!.Value.Value, 1e-12);
            Assert.Equal(b[FairnessMetric.PositivePredictiveValue]!.Value.Value, a[FairnessMetric.PositivePredictiveValue]!.Value.Value, 1e-12);
            Assert.Equal(b[FairnessMetric.Auroc]!.Value.Value, a[FairnessMetric.Auroc]!.Value.Value, 0.01);
            Assert.Equal(b[FairnessMetric.Auroc]!.Value.HalfWidth, a[FairnessMetric.Auroc]!.Value.HalfWidth, 0.2 * b[FairnessMetric.Auroc]!.Value.HalfWidth);
            Assert.Equal(b.Cost?.Cost.HalfWidth ?? 0, a.Cost?.Cost.HalfWidth ?? 0, 0.25 * (b.Cost?.Cost.HalfWidth ?? 0));
        }
    }

    [Fact]
    public async Task A_group_is_sufficient_by_its_noisy_count_and_intervals_cover()
    {
        var (covered, named, sufficient) = (0, 0, 0);
        var table = new FairnessTable(Sex, Edges, [new("m", 1)], 1);
        for (var t = 0; t < 200; t++)
        {
            var random = RandomSource.Seeded(30_000 + (ulong)t);
            await using var ledger = new SimulatedLedger((ulong)t);
            var account = await ledger.AccountAsync(People);

            // Two models with accuracy 0.85 and 0.75 given the label: Δ = 0.1. Fifty of the rows are male.
            bool[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0)];
            double[] Scores(double accuracy) => [.. labels.Select(y => Rows.Uniform(random) < accuracy == y ? 0.9 : 0.1)];
            var rows = new ScoredRows(labels, [new("sex", [.. labels.Select((_, i) => i < 50 ? "male" : "female")])], Scores(0.85), [Scores(0.75)]) { Units = [.. labels.Select((_, i) => $"{i}")] };
            var counts = (await table.ReleaseAsync(new(People, _ => ValueTask.FromResult(rows)), account.Spend(1))).Value;
            var model = counts.Report(new() { Threshold = 0.5, Metric = FairnessMetric.Accuracy, Resamples = 200, Seed = (ulong)t }).Candidates.Single();
            var cost = model.Groups[0].Cost!.Cost;
            covered += cost.Low <= 0.1 && 0.1 <= cost.High ? 1 : 0;
            named += model.Group("sex=male").Count is var c && c.Low <= 50 && 50 <= c.High ? 1 : 0;
            sufficient += model.Group("sex=male").IsSufficient ? 1 : 0;
            Assert.Equal(model.Group("sex=male").Count.Value >= 50, model.Group("sex=male").IsSufficient);
        }

        // Nominal 95 %: of 200, 175 or fewer has probability 4e-5 and seeds are fixed.
        Assert.InRange(covered, 176, 200);
        Assert.InRange(named, 190, 200);
        Assert.InRange(sufficient, 60, 140);
    }

    [Fact]
    public async Task The_release_is_near_its_claim_and_half_the_noise_is_caught()
    {
        var table = new FairnessTable(Sex, [0.5], [new("m", 1)], 1);
        NeighbourPair<int>[] pairs = [new(3, 4, "three units and four")];
        var audited = await MechanismAudit.RunAsync(
            (int units, RandomSource random) => EndToEnd(table, units, random.NextUInt64()), pairs, new(1), new() { Runs = 2000, Seed = 1, MaxEvents = 4 });
        Assert.False(audited.IsViolated);
        Assert.InRange(audited.EpsilonAtLeast, 0.6, 1);

        var half = new DiscreteLaplace(new Rational(1, 2));
        var broken = await MechanismAudit.RunAsync(
            (int units, RandomSource random) => table.Of(Alike(units), 0).Select(c => (long)(c + half.Sample(random))).ToArray(), pairs, new(1), new() { Runs = 2000, Seed = 1, MaxEvents = 4 });
        Assert.True(broken.IsViolated);
    }

    [Fact]
    public async Task A_unit_with_many_rows_is_near_the_claim_and_uncounted_rows_are_caught()
    {
        var table = new FairnessTable(Sex, [0.5], [new("m", 1)], 1, rowsPerUnit: 4);
        NeighbourPair<int>[] pairs = [new(0, 4, "nobody and four rows of one unit")];
        var audited = await MechanismAudit.RunAsync((int rows, RandomSource random) => EndToEnd(table, rows, random.NextUInt64(), one: true), pairs, new(1), new() { Runs = 2000, Seed = 1, MaxEvents = 4 });
        Assert.False(audited.IsViolated);
        Assert.InRange(audited.EpsilonAtLeast, 0.5, 1);

        // The twin calibrates to one row.
        var small = new DiscreteLaplace(1);
        var broken = await MechanismAudit.RunAsync(
            (int rows, RandomSource random) => table.Of(Alike(rows, one: true), 0).Select(c => (long)(c + small.Sample(random))).ToArray(), pairs, new(1), new() { Runs = 2000, Seed = 1, MaxEvents = 4 });
        Assert.True(broken.IsViolated);
    }

    [Fact]
    public void The_nearest_counts_keep_the_total()
    {
        Assert.Equal([0, 5, 0], Simplex.Project([-1, 7, -1]));
        Assert.Equal([0, 0], Simplex.Project([-3, 2]));
        var random = RandomSource.Seeded(9);
        long[] noisy = [.. Enumerable.Range(0, 400).Select(i => (i < 5 ? 200 : 0) + (long)new DiscreteLaplace(1).Sample(random))];
        var nearest = Simplex.Project(noisy);
        Assert.Equal(noisy.Sum(), nearest.Sum(), 1e-6);
        Assert.All(nearest, v => Assert.True(v >= 0));
        Assert.True(nearest.Skip(5).Sum() < noisy.Skip(5).Where(v => v > 0).Sum() / 2);
    }

    private static long[] EndToEnd(FairnessTable table, int units, ulong seed, bool one = false)
    {
        var rows = Alike(units, one);
        var ledger = new SimulatedLedger(seed);
        var account = ledger.AccountAsync(People).GetAwaiter().GetResult();
        return [.. table.ReleaseAsync(new(People, _ => ValueTask.FromResult(rows)), account.Spend(1)).GetAwaiter().GetResult().Value.Counts[0]];
    }

    private static ScoredRows Alike(int n, bool one = false)
    {
        double[] scores = [.. Enumerable.Repeat(0.7, n)];
        return new([.. Enumerable.Repeat(true, n)], [new("sex", [.. Enumerable.Repeat("male", n)])], scores, [scores]) { Units = [.. Enumerable.Range(0, n).Select(i => one ? "u" : $"{i}")] };
    }

    private static ScoredRows Generated(RandomSource random, int n, int columns)
    {
        var (rows, scores) = Rows.Make(random, n, [0.3, .. Enumerable.Repeat(1.0, columns)]);
        return new(rows.Labels, [rows.Attributes[0]], scores[0], scores[1..]) { Units = [.. rows.Labels.Select((_, i) => $"{i}")] };
    }

    private static ScoredRows Random(RandomSource random, int n, ulong units)
    {
        double[] Scores() => [.. Enumerable.Range(0, n).Select(_ => (Rows.Uniform(random) * 1.4) - 0.2)];
        return new([.. Enumerable.Range(0, n).Select(_ => random.NextBit())], [new("sex", [.. Enumerable.Range(0, n).Select(_ => new[] { "female", "male", "else" }[random.NextBelow(3)])])], Scores(), [Scores()])
        {
            Units = [.. Enumerable.Range(0, n).Select(_ => $"{random.NextBelow(units)}")],
        };
    }

    private static ScoredRows Where(ScoredRows rows, Func<int, bool> keep)
    {
        int[] kept = [.. Enumerable.Range(0, rows.Labels.Count).Where(keep)];
        return new([.. kept.Select(i => rows.Labels[i])], [.. rows.Attributes.Select(a => new GroupColumn(a.Name, [.. kept.Select(i => a.Values[i])]))], [.. kept.Select(i => rows.Reference[i])], [.. rows.Candidates.Select(c => (IReadOnlyList<double>)[.. kept.Select(i => c[i])])])
        {
            Units = [.. kept.Select(i => rows.Units[i])],
        };
    }

    private static ScoredRows Join(ScoredRows a, ScoredRows b) => new([.. a.Labels, .. b.Labels], [.. a.Attributes.Zip(b.Attributes, (x, y) => new GroupColumn(x.Name, [.. x.Values, .. y.Values]))], [.. a.Reference, .. b.Reference], [.. a.Candidates.Zip(b.Candidates, (x, y) => (IReadOnlyList<double>)[.. x, .. y])])
    {
        Units = [.. a.Units, .. b.Units],
    };
}
