namespace Tacit.Core.Tests.Support;

/// <summary>Pearson's test against exact probabilities, with a stated rate of false alarms.</summary>
internal static class GoodnessOfFit
{
    /// <summary>A correct sampler fails with at most about this probability; seeds are fixed, so it fails always or never.</summary>
    public const double FalseAlarm = 1e-9;

    private const double LeastExpected = 25;

    /// <summary>Cells are merged from both ends until each expects enough; what the listed values leave over is a cell of its own.</summary>
    public static void Check(IReadOnlyDictionary<long, long> counts, Func<long, double> probability, long from, long to, string what)
    {
        var draws = (double)counts.Values.Sum();
        var cells = new List<(double Expected, double Seen)>();
        var covered = 0.0;
        var inside = 0L;
        var expected = 0.0;
        var seen = 0.0;
        for (var k = from; k <= to; k++)
        {
            var p = probability(k);
            var n = counts.GetValueOrDefault(k);
            covered += p;
            inside += n;
            expected += p * draws;
            seen += n;
            if (expected >= LeastExpected)
            {
                cells.Add((expected, seen));
                (expected, seen) = (0, 0);
            }
        }

        // The rest of the last cell and everything outside of the listed values.
        expected += Math.Max(0, 1 - covered) * draws;
        seen += draws - inside;
        if (expected >= LeastExpected || cells.Count == 0)
        {
            cells.Add((expected, seen));
        }
        else
        {
            cells[^1] = (cells[^1].Expected + expected, cells[^1].Seen + seen);
        }

        Check(cells, what);
    }

    /// <summary>Cells with their expected and seen counts.</summary>
    public static void Check(IReadOnlyList<(double Expected, double Seen)> cells, string what)
    {
        Assert.True(cells.Count >= 2, $"{what}: one cell tests nothing.");
        var statistic = cells.Sum(c => (c.Seen - c.Expected) * (c.Seen - c.Expected) / c.Expected);
        var p = SpecialFunctions.ChiSquareTail(statistic, cells.Count - 1);
        Assert.True(p > FalseAlarm, $"{what}: chi-square {statistic:F1} on {cells.Count - 1} degrees of freedom has p = {p:E2}.");
    }

    /// <summary>Whether <paramref name="seen"/> of <paramref name="draws"/> is a believable count for probability <paramref name="p"/> (two-sided, exact binomial tails).</summary>
    public static void CheckRate(long seen, long draws, double p, string what)
    {
        var atLeast = seen == 0 ? 1 : SpecialFunctions.Beta(p, seen, draws - seen + 1);
        var atMost = seen == draws ? 1 : SpecialFunctions.Beta(1 - p, draws - seen, seen + 1);
        Assert.True(
            Math.Min(atLeast, atMost) > FalseAlarm / 2,
            $"{what}: {seen} of {draws} for p = {p} (expected {p * draws:F1}) has tail {Math.Min(atLeast, atMost):E2}.");
    }

    public static Dictionary<long, long> Count(int draws, Func<long> draw)
    {
        var counts = new Dictionary<long, long>();
        for (var i = 0; i < draws; i++)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, draw(), out _)++;
        }

        return counts;
    }
}
