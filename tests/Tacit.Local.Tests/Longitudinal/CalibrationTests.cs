using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Longitudinal;

/// <summary>The second round against published numbers and closed forms.</summary>
public sealed class CalibrationTests
{
    private const double Whole = 18446744073709551616.0;

    [Theory]
    [InlineData(LongitudinalKind.LSue, 1, 0.5, 0.753866, 15.917)]
    [InlineData(LongitudinalKind.LSue, 2, 1, 0.764996, 3.9177)]
    [InlineData(LongitudinalKind.LSue, 4, 2, 0.803388, 0.9207)]
    [InlineData(LongitudinalKind.LOsue, 1, 0.5, 0.764996, 15.671)]
    [InlineData(LongitudinalKind.LOsue, 2, 1, 0.803388, 3.6827)]
    [InlineData(LongitudinalKind.LOsue, 4, 2, 0.895006, 0.7241)]
    [InlineData(LongitudinalKind.LOue, 1, 0.5, 0.096299, 18.722)]
    [InlineData(LongitudinalKind.LOue, 2, 1, 0.080937, 4.4672)]
    [InlineData(LongitudinalKind.LOue, 4, 2, 0.039303, 0.9191)]
    [InlineData(LongitudinalKind.LSoue, 1, 0.5, 0.082087, 17.404)]
    [InlineData(LongitudinalKind.LSoue, 2, 1, 0.072024, 3.8888)]
    [InlineData(LongitudinalKind.LSoue, 4, 2, 0.043718, 0.7327)]
    public void Reference_table_of_unary_encodings(LongitudinalKind kind, double forever, double report, double probability, double variance)
    {
        var protocol = LongitudinalProtocol.Create(kind, 32, forever, report);
        var rounds = protocol.Parameters.Rounds;
        var isFairCoin = kind is LongitudinalKind.LOue or LongitudinalKind.LSoue;
        Assert.Equal(probability, (isFairCoin ? rounds.NoiseAgain : rounds.KeepAgain) / Whole, 5.1e-7);
        Assert.Equal(isFairCoin ? 0.5 : 1, (rounds.KeepAgain / Whole) + (isFairCoin ? 0 : rounds.NoiseAgain / Whole), 1e-12);
        Assert.Equal(variance, protocol.Law.Variance(0), variance > 10 ? 5.1e-4 : 5.1e-5);
    }

    [Theory]
    [InlineData(1, 0.5, 120.63, 22.927, 0.2448)]
    [InlineData(2, 1, 9.768, 3.630, 0.6994)]
    [InlineData(4, 2, 0.456, 0.377, 1.8977)]
    public void Published_randomized_response_delivers_less_and_errs_more(double forever, double report, double published, double exact, double delivered)
    {
        var left = LongitudinalProtocol.Create(LongitudinalKind.LGrr, 10, forever, report, Calibration.Published);
        var right = LongitudinalProtocol.Create(LongitudinalKind.LGrr, 10, forever, report);
        Assert.Equal(published, left.Law.Variance(0), published > 100 ? 5.1e-3 : 5.1e-4);
        Assert.Equal(exact, right.Law.Variance(0), 5.1e-4);
        Assert.Equal(delivered, left.Privacy.TightEpsilon, 5.1e-5);
        Assert.Equal(report, right.Privacy.TightEpsilon, 1e-12);
    }

    [Theory]
    [InlineData(1, 0.5, 2, 16.671, 3, 15.817)]
    [InlineData(2, 1, 3, 4.1994, 4, 3.6917)]
    [InlineData(4, 2, 7, 0.7938, 8, 0.7246)]
    [InlineData(5, 2.5, 11, 0.4155, 13, 0.3897)]
    public void Hash_values_are_the_best_ones(double forever, double report, int publishedSize, double published, int exactSize, double exact)
    {
        foreach (var (calibration, size, variance) in new[] { (Calibration.Published, publishedSize, published), (Calibration.Exact, exactSize, exact) })
        {
            var protocol = LongitudinalProtocol.Create(LongitudinalKind.OLoloha, 100, forever, report, calibration);
            Assert.Equal(size, protocol.Parameters.Size);
            Assert.Equal(variance, protocol.Law.Variance(0), variance > 10 ? 5.1e-4 : 5.1e-5);
            var best = Enumerable.Range(2, 30).MinBy(g => LongitudinalProtocol.Create(LongitudinalKind.OLoloha, 100, forever, report, calibration, g).Law.Variance(0));
            Assert.Equal(size, best);
        }

        Assert.Equal(2, LongitudinalParameters.For(LongitudinalKind.BiLoloha, 100, forever, report).Size);
    }

    // Through two rounds a report has the law of one round at ε₁, so it errs as much.
    [Theory]
    [InlineData("1", "0.5")]
    [InlineData("2", "1")]
    [InlineData("5", "0.3")]
    [InlineData("1.5", "1.4")]
    public void Two_rounds_have_the_law_of_one_at_the_epsilon_of_a_report(string forever, string report)
    {
        var (a, b) = (Rational.Parse(forever), Rational.Parse(report));
        foreach (var (two, one) in new[] { (LongitudinalKind.LSue, OracleKind.Sue), (LongitudinalKind.LOsue, OracleKind.Oue), (LongitudinalKind.LGrr, OracleKind.Grr), (LongitudinalKind.OLoloha, OracleKind.Olh) })
        {
            var (left, right) = (LongitudinalProtocol.Create(two, 20, a, b).Law, FrequencyOracle.Create(one, 20, b).Law);
            Assert.Equal(1, left.Variance(0) / right.Variance(0), 1e-12);
            Assert.Equal(1, left.FixedVariance(0.2) / right.FixedVariance(0.2), 1e-12);
        }
    }

    // A formula of a published package is right at f = 0 only: there it says 3.183.
    [Fact]
    public void Variance_of_a_frequent_value() =>
        Assert.Equal(4.920, LongitudinalProtocol.Create(LongitudinalKind.LOue, 32, 2, 1).Law.Variance(0.1), 5.1e-4);

    [Theory]
    [InlineData(LongitudinalKind.LOue, 1.67, "1.6600")]
    [InlineData(LongitudinalKind.LSoue, 1.4, "1.3106")]
    public void A_ceiling_is_named(LongitudinalKind kind, double report, string most)
    {
        var message = Assert.Throws<BadInputException>(() => LongitudinalParameters.For(kind, 8, 2, report)).Message;
        Assert.Contains($"less than about {most}", message, StringComparison.Ordinal);
        Assert.Contains("l-osue", message, StringComparison.Ordinal);
        var advised = message.Split("for example ")[1][..4];
        Assert.Equal(Rational.Parse(advised).ToDouble(), LongitudinalProtocol.Create(kind, 8, 2, Rational.Parse(advised)).Privacy.TightEpsilon, 1e-9);
    }

    // The next integer in the wrong direction breaks ε₁ or ε∞: thresholds are the best ones, not just safe ones.
    [Theory]
    [InlineData(LongitudinalKind.LGrr)]
    [InlineData(LongitudinalKind.LSue)]
    [InlineData(LongitudinalKind.LOsue)]
    [InlineData(LongitudinalKind.LOue)]
    [InlineData(LongitudinalKind.LSoue)]
    [InlineData(LongitudinalKind.OLoloha)]
    public void Thresholds_are_the_best_that_keep_epsilon(LongitudinalKind kind)
    {
        var p = LongitudinalParameters.For(kind, 10, 2, 1);
        var r = p.Rounds;
        Assert.True(Ratio(p, r) <= 1);
        Assert.True(1 - Ratio(p, r) < 1e-15);
        foreach (var worse in new[] { r with { Keep = r.Keep + 4 }, r with { KeepAgain = r.KeepAgain + 4 } }.Concat(r.Noise == 0 ? [] : [r with { Noise = r.Noise - 4 }, r with { NoiseAgain = r.NoiseAgain - 4 }]))
        {
            var text = p.Document.Replace($"{r.Keep:x16}\",\"keep2\":\"{r.KeepAgain:x16}", $"{worse.Keep:x16}\",\"keep2\":\"{worse.KeepAgain:x16}", StringComparison.Ordinal)
                .Replace($"{r.Noise:x16}\",\"noise2\":\"{r.NoiseAgain:x16}", $"{worse.Noise:x16}\",\"noise2\":\"{worse.NoiseAgain:x16}", StringComparison.Ordinal);
            Assert.NotEqual(p.Document, text);
            Assert.Contains("reveal more than", Assert.Throws<BadInputException>(() => LongitudinalParameters.Parse(text)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 1, "must be below")]
    [InlineData(1, 2, "must be below")]
    [InlineData(33, 1, "lies in")]
    [InlineData(1, 0, "positive")]
    public void Impossible_requests_are_refused(double forever, double report, string says)
    {
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            Assert.Contains(says, Assert.Throws<BadInputException>(() => LongitudinalParameters.For(kind, 8, forever, report)).Message, StringComparison.Ordinal);
        }
    }

    private static double Ratio(LongitudinalParameters p, TwoRounds rounds)
    {
        var (top, bottom) = rounds.WorstRatio(p.Values);
        var floor = ExponentialBounds.Of(p.SingleReportEpsilon, 256).Low;
        return new Rational(top * floor.Denominator, floor.Numerator * bottom).ToDouble();
    }
}
