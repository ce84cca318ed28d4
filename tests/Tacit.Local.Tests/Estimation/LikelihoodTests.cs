using System.Numerics;
using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Estimation;

/// <summary>Maximum likelihood of whole reports, and intervals by another name.</summary>
public sealed class LikelihoodTests
{
    [Fact]
    public void Of_randomized_response_it_is_the_closed_limit()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 5, 1);
        var reports = Batches.Of(oracle, [.. Enumerable.Range(0, 3000).Select(i => i % 9 % 5 % 3)], 2);
        var aggregator = oracle.CreateAggregator();
        aggregator.Add(reports);
        var found = ReportLikelihood.Frequencies(oracle, reports);
        var limit = IterativeBayes.Limit([.. aggregator.Counts.ToArray().Select(c => (double)c)], oracle.Law.Truth, oracle.Law.Other);
        Assert.All(found.Zip(limit), f => Assert.Equal(f.Second, f.First, 1e-4));
    }

    // From the enumerated law: no frequencies nearby make the reports more probable, and those of the heuristic less.
    [Theory]
    [InlineData(OracleKind.Oue)]
    [InlineData(OracleKind.Sue)]
    [InlineData(OracleKind.Subset)]
    public void Nothing_nearby_is_more_probable(OracleKind kind)
    {
        var oracle = FrequencyOracle.Create(kind, 4, 1, kind == OracleKind.Subset ? 2 : null);
        var reports = Batches.Of(oracle, [.. Enumerable.Range(0, 2000).Select(i => i % 7 % 4)], 3);
        var laws = Enumerable.Range(0, 4).Select(v => Laws.Of(oracle.Parameters, v)).ToArray();
        var total = BigInteger.Log(laws[0].Values.Aggregate(BigInteger.Zero, (a, b) => a + b));
        double Probability(int v, string key) => Math.Exp(BigInteger.Log(laws[v][key]) - total);
        var keys = reports.Select(r => kind == OracleKind.Subset ? $"{(1 << (r & 3)) | (1 << (r >> 2))}" : $"{r}").GroupBy(k => k, StringComparer.Ordinal).Select(g => (Count: g.Count(), Row: Enumerable.Range(0, 4).Select(v => Probability(v, g.Key)).ToArray())).ToArray();
        double Likelihood(IReadOnlyList<double> theta) => keys.Sum(k => k.Count * Math.Log(k.Row.Zip(theta, (p, t) => p * t).Sum()));
        var found = ReportLikelihood.Frequencies(oracle, reports);
        Assert.Equal(1, found.Sum(), 1e-9);
        var best = Likelihood(found);
        for (var a = 0; a < 4; a++)
        {
            for (var b = 0; b < 4; b++)
            {
                var moved = found.ToArray();
                var step = Math.Min(0.01, moved[a]);
                moved[a] -= step;
                moved[b] += step;
                Assert.True(Likelihood(moved) <= best + 1e-9);
            }
        }

        var aggregator = oracle.CreateAggregator();
        aggregator.Add(reports);
        var heuristic = IterativeBayes.Limit([.. aggregator.Counts.ToArray().Select(c => (double)c)], oracle.Law.Truth, oracle.Law.Other);
        Assert.True(Likelihood(heuristic) <= best + 1e-9);
    }

    [Fact]
    public void Hashed_reports_give_the_truth_back_at_a_large_epsilon()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 10, 6);
        var reports = Batches.Of(oracle, [.. Enumerable.Range(0, 3000).Select(i => i % 3)], 5);
        var found = ReportLikelihood.Frequencies(oracle, reports);
        Assert.All(found.Select((f, v) => (f, v)), f => Assert.Equal(f.v < 3 ? 1 / 3.0 : 0, f.f, 0.02));
        Assert.Throws<BadInputException>(() => ReportLikelihood.Frequencies(oracle, []));
        Assert.Throws<BadInputException>(() => ReportLikelihood.Frequencies(oracle, reports.AsSpan(1)));
    }

    [Fact]
    public void Wilson_intervals_of_the_reference_case()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 2, 1);
        var exact = oracle.CreateAggregator(10_000, [3000, 3000]).Estimate();
        var wilson = exact.WithIntervals(IntervalKind.Wilson);
        Assert.Equal(IntervalKind.Wilson, wilson.Intervals);
        Assert.Equal((0.09589, 0.17362), (Math.Round(wilson.Values[0].Low, 5), Math.Round(wilson.Values[0].High, 5)));
        Assert.Equal((0.09559, 0.17375), (Math.Round(exact.Values[0].Low, 5), Math.Round(exact.Values[0].High, 5)));
        Assert.Same(exact, exact.WithIntervals(IntervalKind.ClopperPearson));
        Assert.Equal(exact.Values[0], wilson.WithIntervals(IntervalKind.ClopperPearson).Values[0]);
        Assert.Equal(exact.Raw, wilson.Raw);
    }
}
