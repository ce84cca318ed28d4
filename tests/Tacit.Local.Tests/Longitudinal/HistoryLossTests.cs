using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Longitudinal;

/// <summary>ε₁, ε∞ and what holds of histories, by enumeration of every report and every sequence of reports.</summary>
public sealed class HistoryLossTests
{
    public static TheoryData<LongitudinalKind, int, string, string> Grid
    {
        get
        {
            var data = new TheoryData<LongitudinalKind, int, string, string>();
            foreach (var kind in Enum.GetValues<LongitudinalKind>())
            {
                foreach (var domain in new[] { 2, 3, 4 })
                {
                    foreach (var (forever, report) in new[] { ("1", "0.5"), ("2", "1"), ("4", "2"), ("6", "0.1") })
                    {
                        data.Add(kind, domain, forever, report);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void One_report_delivers_the_epsilon_of_a_report(LongitudinalKind kind, int domain, string forever, string report)
    {
        var protocol = LongitudinalProtocol.Create(kind, domain, Rational.Parse(forever), Rational.Parse(report));
        var laws = TwoRoundLaws.Of(protocol.Parameters).Single();
        Assert.Single(laws.Select(l => l.Values.Aggregate((a, b) => a + b)).Distinct());
        Assert.Equal(protocol.Parameters.SingleReportEpsilon.ToDouble(), Laws.WorstLoss(laws), 1e-9);
        Assert.Equal(protocol.Privacy.TightEpsilon, Laws.WorstLoss(laws), 1e-9);
        Assert.True(protocol.Privacy.TightEpsilon <= protocol.Parameters.SingleReportEpsilon.ToDouble());

        // In fractions, against an e^ε that is certified from below: rounding has no say.
        var floor = ExponentialBounds.Of(protocol.Parameters.SingleReportEpsilon, 256).Low;
        Assert.All(laws[0].Keys, y =>
        {
            BigInteger[] weights = [.. laws.Select(l => l[y])];
            Assert.True(weights.Max() * floor.Denominator <= floor.Numerator * weights.Min());
        });
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void A_constant_value_costs_the_epsilon_of_what_is_kept(LongitudinalKind kind, int domain, string forever, string report)
    {
        var p = LongitudinalParameters.For(kind, domain, Rational.Parse(forever), Rational.Parse(report));
        var laws = TwoRoundLaws.Of(p);
        var most = p.ConstantValueEpsilon.ToDouble();
        var kept = laws.First.Select(w => w.Select((x, a) => ($"{a}", x)).ToDictionary(x => x.Item1, x => x.x)).ToList();
        Assert.Equal(most, Laws.WorstLoss(kept), 1e-9);
        var before = 0.0;
        for (var reports = 1; Math.Pow(laws.Second[0].Length, reports) <= 300; reports++)
        {
            var loss = Constant(laws, reports, isFresh: false);
            Assert.InRange(loss, before, most + 1e-9);
            before = loss;
        }
    }

    // Exact randomized response on two values at (1, ½): reports, and the worst pair of constant histories, of histories that change at the same times, and of any.
    [Theory]
    [InlineData(1, 0.5, 0.5, 0.5)]
    [InlineData(2, 0.8058, 1, 1)]
    [InlineData(4, 0.9794, 1.6116, 2.0344)]
    [InlineData(8, 0.9998, 1.9587, 4.3332)]
    public void Enumerated_histories(int reports, double constant, double samePattern, double any)
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LGrr, 2, 1, 0.5);
        var laws = TwoRoundLaws.Of(protocol.Parameters);
        Assert.Equal(constant, Constant(laws, reports, isFresh: false), 5.1e-5);
        var histories = Enumerable.Range(0, 1 << reports).Select(h => laws.History([.. Enumerable.Range(0, reports).Select(t => (h >> t) & 1)])).ToArray();
        var opposite = (1 << reports) - 1;

        // On two values the one other history that changes at the same times is the opposite one.
        Assert.Equal(samePattern, Enumerable.Range(0, histories.Length).Max(h => TwoRoundLaws.Loss(histories[h], histories[h ^ opposite])), 5.1e-5);
        Assert.True(samePattern <= protocol.Longitudinal.SamePatternEpsilon(2).ToDouble());

        // Both values may be exchanged, so the first report comes from value 0 in one of the two histories.
        var worst = 0.0;
        Parallel.For(0, histories.Length / 2, left =>
        {
            var loss = histories.Max(h => TwoRoundLaws.Loss(histories[2 * left], h));
            InterlockedMax(ref worst, loss);
        });
        Assert.Equal(any, worst, 5.1e-5);
    }

    // A client that draws its first round anew passes ε∞ after a few reports of a constant value, and this enumeration sees it.
    [Fact]
    public void Fresh_noise_in_place_of_what_is_kept_is_seen()
    {
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            var p = LongitudinalParameters.For(kind, 2, 1, 0.5);
            var laws = TwoRoundLaws.Of(p);
            var reports = p.Values == 2 ? 6 : 3;
            Assert.True(Constant(laws, reports, isFresh: true) > 1.4);
            Assert.True(Constant(laws, reports, isFresh: false) <= 1);
        }
    }

    [Fact]
    public void What_a_protocol_says_of_histories()
    {
        var grr = LongitudinalProtocol.Create(LongitudinalKind.LGrr, 2, 1, 0.5).Longitudinal;
        Assert.Equal(1.180, grr.ChangeEpsilon, 5.1e-4);
        Assert.Equal(1.950, LongitudinalProtocol.Create(LongitudinalKind.LGrr, 10, 2, 1).Longitudinal.ChangeEpsilon, 5.1e-4);
        Assert.Equal((1, 2, 2), (grr.SamePatternEpsilon(1), grr.SamePatternEpsilon(2), grr.SamePatternEpsilon(9)));
        Assert.Throws<BadInputException>(() => grr.SamePatternEpsilon(0));
        Assert.Equal(4, LongitudinalProtocol.Create(LongitudinalKind.OLoloha, 1000, 2, 1).Longitudinal.MostCells);
        Assert.Equal(1000, LongitudinalProtocol.Create(LongitudinalKind.LOsue, 1000, 2, 1).Longitudinal.MostCells);
        var text = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 8, 2, 1).Privacy.ToString();
        Assert.Contains("unbounded", text, StringComparison.Ordinal);
        Assert.Contains("ε = 2 for all reports while the value stays", text, StringComparison.Ordinal);
    }

    private static double Constant(TwoRoundLaws laws, int reports, bool isFresh)
    {
        var constants = Enumerable.Range(0, laws.Cells).Select(c => laws.History([.. Enumerable.Repeat(c, reports)], isFresh)).ToArray();
        return constants.Max(a => constants.Max(b => TwoRoundLaws.Loss(a, b)));
    }

    private static void InterlockedMax(ref double place, double value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
        {
            Interlocked.CompareExchange(ref place, value, seen);
        }
    }
}
