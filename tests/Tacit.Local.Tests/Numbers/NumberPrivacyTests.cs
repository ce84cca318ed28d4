using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Numbers;

/// <summary>ε of grids by enumeration, errors against published numbers, documents.</summary>
public sealed class NumberPrivacyTests
{
    public static TheoryData<NumberKind, string> Grid
    {
        get
        {
            var data = new TheoryData<NumberKind, string>();
            foreach (var kind in Enum.GetValues<NumberKind>())
            {
                foreach (var epsilon in new[] { "0.1", "0.5", "1", "2", "4", "8" })
                {
                    data.Add(kind, epsilon);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Enumeration_finds_epsilon(NumberKind kind, string epsilon)
    {
        var protocol = NumberProtocol.Create(kind, Rational.Parse(epsilon), -1, 1, kind == NumberKind.Duchi ? null : 40);
        var laws = Enumerable.Range(0, protocol.Grids[0].Steps + 1).Select(place => Law(protocol, place)).ToList();
        Assert.Single(laws.Select(l => l.Values.Aggregate(BigInteger.Zero, (a, b) => a + b)).Distinct());
        Assert.Equal(protocol.Epsilon.ToDouble(), Laws.WorstLoss(laws), 1e-9);
        Assert.Equal(protocol.Privacy.TightEpsilon, Laws.WorstLoss(laws), 1e-9);
        var floor = ExponentialBounds.Of(protocol.Epsilon, 256).Low;
        Assert.All(laws[0].Keys, cell =>
        {
            BigInteger[] weights = [.. laws.Select(l => l[cell])];
            Assert.True(weights.Max() * floor.Denominator <= floor.Numerator * weights.Min());
        });
    }

    // Rounding to the grid mixes the laws of two places: a twin that leaves the rounding out of the window would not.
    [Fact]
    public void A_window_that_is_too_probable_is_refused()
    {
        var protocol = NumberProtocol.Create(NumberKind.Piecewise, 1, -1, 1);
        var grid = protocol.Grids[0];
        var refused = Assert.Throws<BadInputException>(() => new NumberProtocol(NumberKind.Piecewise, 1, -1, 1, [new(grid.Cells, grid.Window, grid.Keep + 3)], 0));
        Assert.Contains("reveal more than", refused.Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => new NumberProtocol(NumberKind.Piecewise, 1, -1, 1, [new(grid.Cells, grid.Window + 1, grid.Keep + (1UL << 60))], 0));
        Assert.Throws<BadInputException>(() => new NumberProtocol(NumberKind.Piecewise, 1, -1, 1, [new(grid.Cells, grid.Window, 0)], 0));
    }

    [Theory]
    [InlineData(NumberKind.Duchi, 0.5, 16.671, 15.671, 1e-3)]
    [InlineData(NumberKind.Duchi, 1, 4.6827, 3.6827, 1e-4)]
    [InlineData(NumberKind.Duchi, 2, 1.7241, 0.7241, 1e-4)]
    [InlineData(NumberKind.Duchi, 4, 1.0760, 0.0760, 1e-4)]
    [InlineData(NumberKind.Piecewise, 1, 3.6820, 5.2231, 1e-4)] // the grid of 1,001 cells; the continuous law has 3.6821 and 5.2236
    [InlineData(NumberKind.Piecewise, 0.5, 17.702, 21.223, 0.02)]
    [InlineData(NumberKind.Piecewise, 2, 0.6456, 1.2276, 0.001)]
    [InlineData(NumberKind.Piecewise, 4, 0.0848, 0.2414, 0.001)]
    [InlineData(NumberKind.Hybrid, 0.5, 16.671, 15.671, 1e-3)]
    [InlineData(NumberKind.Hybrid, 1, 4.2890, 4.2890, 1e-3)]
    [InlineData(NumberKind.Hybrid, 2, 1.0423, 1.0423, 1e-3)]
    [InlineData(NumberKind.Hybrid, 4, 0.2190, 0.2190, 1e-3)]
    public void Reference_variances(NumberKind kind, double epsilon, double middle, double end, double within)
    {
        var protocol = NumberProtocol.Create(kind, epsilon, -1, 1);

        // Between two ends Duchi's bit is rounded, which is inside its variance.
        Assert.Equal(middle, protocol.Variance(0), within);
        Assert.Equal(end, protocol.Variance(1), within);
        Assert.Equal(end, protocol.Variance(-1), within);
    }

    [Fact]
    public void Square_wave_has_the_published_window()
    {
        foreach (var (epsilon, b, p) in new[] { (0.5, 0.35816, 0.75595), (1, 0.25608, 1.13631), (2, 0.12934, 2.53801), (4, 0.03043, 12.6309) })
        {
            var grid = NumberProtocol.Create(NumberKind.SquareWave, epsilon, 0, 1, 20_001).Grids[0];
            Assert.Equal(2 * b / (1 + (2 * b)), grid.Window / 20_001.0, 1e-4);
            Assert.Equal(p * (1 + (2 * b)) / 20_001, grid.Inside, 1e-3 * grid.Inside);
        }

        Assert.Equal(378, NumberProtocol.Create(NumberKind.Piecewise, 1, -1, 1).Grids[0].Window);
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Documents_read_back(NumberKind kind, string epsilon)
    {
        var protocol = NumberProtocol.Create(kind, Rational.Parse(epsilon), -2.5, 100);
        var read = Assert.IsType<NumberProtocol>(ReportProtocols.Parse(protocol.Document));
        Assert.Equal((protocol.Document, protocol.Id), (read.Document, read.Id));
        Assert.Equal(protocol.CellValues, read.CellValues);
        Assert.Contains("reveal more", Assert.Throws<BadInputException>(() => NumberProtocol.Parse(protocol.Document.Replace($"\"epsilon\":\"{epsilon}\"", "\"epsilon\":\"0.09\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        foreach (var wide in new[] { "33", "1000", "1001", "100000000" })
        {
            Assert.Contains("0.000001 to 32", Assert.Throws<BadInputException>(() => NumberProtocol.Parse(protocol.Document.Replace($"\"epsilon\":\"{epsilon}\"", $"\"epsilon\":\"{wide}\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        }

        Assert.Throws<BadInputException>(() => NumberProtocol.Parse(protocol.Document.Replace($"\"epsilon\":\"{epsilon}\"", "\"epsilon\":\"61/3\"", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => NumberProtocol.Parse(protocol.Document.Replace("\"low\":\"-2.5\"", "\"low\":\"100\"", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => NumberProtocol.Parse(protocol.Document.Replace("\"low\":\"-2.5\"", "\"low\":\"-2.50\"", StringComparison.Ordinal)));
    }

    // Every cell with its weight over a common total, from the definition.
    private static Dictionary<string, BigInteger> Law(NumberProtocol protocol, int place)
    {
        var whole = BigInteger.One << 64;
        var law = new Dictionary<string, BigInteger>();
        var scale = protocol.Grids.Aggregate(BigInteger.One, (s, g) => s * g.Window * g.Steps);
        for (var g = 0; g < protocol.Grids.Length; g++)
        {
            var grid = protocol.Grids[g];
            var mix = protocol.Grids.Length == 1 ? whole : g == 0 ? protocol.Mix : whole - protocol.Mix;
            var at = g == 0 ? [place] : place == 0 ? new[] { 0 } : place == protocol.Grids[0].Steps ? [1] : [0, 1];
            for (var c = 0; c < grid.Cells; c++)
            {
                // Places between the ends of the second grid are rounded: one half is as good as any.
                law[$"{g} {c}"] = at.Aggregate(BigInteger.Zero, (sum, o) => sum + (mix * scale * (c >= o && c < o + grid.Window ? grid.Keep * (BigInteger)grid.Steps : (whole - grid.Keep) * grid.Window) / (grid.Window * grid.Steps)))
                    * 2 / at.Length;
            }
        }

        return law.Where(l => !l.Value.IsZero || protocol.Mix != 0 || protocol.Grids.Length == 1).ToDictionary();
    }
}
