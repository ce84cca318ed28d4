using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Estimation;

/// <summary>The error that is announced: against published numbers, and against the error of real reports.</summary>
public sealed class VarianceTests
{
    // n·Var of a value that nobody has, from the closed forms.
    [Theory]
    [InlineData(OracleKind.Sue, 8, null, 15.9169, 3.9177, 0.9207, 0.1810)]
    [InlineData(OracleKind.Oue, 8, null, 15.6708, 3.6827, 0.7241, 0.0760)]
    [InlineData(OracleKind.Blh, 8, null, 16.6708, 4.6827, 1.7241, 1.0760)]
    [InlineData(OracleKind.Hadamard, 8, null, 16.6708, 4.6827, 1.7241, 1.0760)]
    [InlineData(OracleKind.Olh, 8, null, 15.8174, 3.6917, 0.7246, 0.0760)]
    [InlineData(OracleKind.The, 8, null, 17.8278, 4.8072, 1.2836, 0.2852)]
    [InlineData(OracleKind.Grr, 2, null, 3.9177, 0.9207, 0.1810, 0.0190)]
    [InlineData(OracleKind.Grr, 10, null, 22.927, 3.6302, 0.3770, 0.0218)]
    [InlineData(OracleKind.Grr, 32, null, 75.204, 11.082, 0.9159, 0.0294)]
    [InlineData(OracleKind.Grr, 100, null, 236.79, 34.113, 2.5818, 0.0531)]
    [InlineData(OracleKind.Grr, 1000, null, 2375.4, 338.94, 24.630, 0.3664)]
    [InlineData(OracleKind.Subset, 10, new[] { 4, 3, 1, 1 }, 12.566, 2.8392, 0.3770, 0.0218)]
    [InlineData(OracleKind.Subset, 32, new[] { 12, 9, 4, 1 }, 14.644, 3.4019, 0.6206, 0.0294)]
    [InlineData(OracleKind.Subset, 100, new[] { 38, 27, 12, 2 }, 15.340, 3.5896, 0.6899, 0.0559)]
    [InlineData(OracleKind.Subset, 1000, new[] { 378, 269, 119, 18 }, 15.637, 3.6733, 0.7206, 0.0739)]
    public void Reference_table_at_zero(OracleKind kind, int domain, int[]? sizes, double half, double one, double two, double four)
    {
        double[] expected = [half, one, two, four];
        double[] epsilons = [0.5, 1, 2, 4];
        for (var i = 0; i < 4; i++)
        {
            var variance = FrequencyOracle.Create(kind, domain, epsilons[i], sizes?[i]).Law.Variance(0);
            Assert.True(Math.Abs(variance - expected[i]) <= 0.51 * Math.Pow(10, expected[i] >= 1000 ? -1 : expected[i] >= 100 ? -2 : expected[i] >= 20 ? -3 : expected[i] >= 10 && kind != OracleKind.Grr && kind != OracleKind.Subset ? -4 : expected[i] >= 10 ? -3 : -4), $"{kind} {domain} ε={epsilons[i]}: {variance}");
        }
    }

    [Theory]
    [InlineData(OracleKind.Grr, 10, null, 4.1858)]
    [InlineData(OracleKind.Subset, 32, 9, 3.5791)]
    [InlineData(OracleKind.Sue, 32, null, 4.0077)]
    [InlineData(OracleKind.Oue, 32, null, 3.8727)]
    [InlineData(OracleKind.Olh, 32, null, 3.9035)]
    [InlineData(OracleKind.The, 32, null, 4.9182)]
    public void Reference_table_at_one_tenth(OracleKind kind, int domain, int? size, double expected)
    {
        var oracle = FrequencyOracle.Create(kind, domain, 1, size);
        Assert.Equal(expected, oracle.Law.Variance(0.1), 5.1e-5);
        Assert.Equal(expected - 0.09, oracle.Law.FixedVariance(0.1), 5.1e-5);
    }

    [Fact]
    public void Closed_forms()
    {
        foreach (var epsilon in new[] { 0.3, 1, 2.7 })
        {
            var e = Math.Exp(epsilon);
            var c = (e + 1) / (e - 1);
            var q = 1 / (e + 1);
            var oue = FrequencyOracle.Create(OracleKind.Oue, 20, epsilon);
            var hadamard = FrequencyOracle.Create(OracleKind.Hadamard, 20, epsilon);
            Assert.Equal(4 * e / ((e - 1) * (e - 1)), oue.Law.Variance(0), 1e-9);
            Assert.Equal((e + 18) / ((e - 1) * (e - 1)), FrequencyOracle.Create(OracleKind.Grr, 20, epsilon).Law.Variance(0), 1e-9);
            Assert.Equal(Math.Sqrt(e) / Math.Pow(Math.Sqrt(e) - 1, 2), FrequencyOracle.Create(OracleKind.Sue, 20, epsilon).Law.Variance(0), 1e-8);
            Assert.Equal((c * c) - 0.04, hadamard.Law.Variance(0.2), 1e-8);
            Assert.Equal((c * c) - 0.2, hadamard.Law.FixedVariance(0.2), 1e-8);
            Assert.Equal((q * (1 - q) / Math.Pow(0.5 - q, 2)) + (0.2 * (1 - 0.5 - q) / (0.5 - q)), oue.Law.FixedVariance(0.2), 1e-9);
        }
    }

    [Fact]
    public void Two_values_are_one_protocol_under_two_names()
    {
        var grr = FrequencyOracle.Create(OracleKind.Grr, 2, 1.3);
        var subset = FrequencyOracle.Create(OracleKind.Subset, 2, 1.3);
        Assert.Equal((grr.Law.Truth, grr.Law.Other, grr.Parameters.KeepThreshold), (subset.Law.Truth, subset.Law.Other, subset.Parameters.KeepThreshold));
        Assert.Equal(Laws.Of(grr.Parameters, 0).Values.Order(), Laws.Of(subset.Parameters, 0).Values.Order());
    }

    [Theory]
    [InlineData(OracleKind.Grr)]
    [InlineData(OracleKind.Subset)]
    [InlineData(OracleKind.Olh)]
    public void Without_noise_the_histogram_is_exact(OracleKind kind)
    {
        var oracle = FrequencyOracle.Create(kind, 8, 32);
        var values = Enumerable.Range(0, 3000).Select(i => i % 3).ToArray();
        var aggregator = oracle.CreateAggregator();
        aggregator.Add(Batches.Of(oracle, values, 5));
        var estimate = aggregator.Estimate();
        var tolerance = kind == OracleKind.Olh ? 1e-4 : 1e-9; // by chance two values of 2^20 meet
        Assert.All(Enumerable.Range(0, 8), v => Assert.Equal(v < 3 ? 1 / 3.0 : 0, estimate.Values[v].Value, tolerance));
    }

    public static TheoryData<OracleKind, int, double> Grid
    {
        get
        {
            var data = new TheoryData<OracleKind, int, double>();
            foreach (var kind in Enum.GetValues<OracleKind>())
            {
                foreach (var domain in new[] { 2, 16, 64 })
                {
                    foreach (var epsilon in new[] { 0.5, 1, 2, 4 })
                    {
                        data.Add(kind, domain, epsilon);
                    }
                }
            }

            return data;
        }
    }

    // Reports as bytes through client and aggregator, 60 runs of 1,000 users each. Bands at 6.1 standard deviations, so that one cell fails by chance with 1e-9.
    [Theory]
    [MemberData(nameof(Grid))]
    public void Estimates_are_unbiased_and_as_wrong_as_announced(OracleKind kind, int domain, double epsilon)
    {
        const int Runs = 60;
        const int Users = 1000;
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var values = Enumerable.Range(0, Users).Select(i => i * i % 7919 % (2 * domain) % domain).ToArray();
        var truth = new double[domain];
        foreach (var v in values)
        {
            truth[v] += 1.0 / Users;
        }

        var (squares, sums) = (0.0, new double[domain]);
        for (var run = 0; run < Runs; run++)
        {
            var aggregator = oracle.CreateAggregator();
            aggregator.Add(Batches.Of(oracle, values, (ulong)(1000 + run)));
            var supports = ((FrequencyAggregator)aggregator).Supports();
            for (var v = 0; v < domain; v++)
            {
                var error = oracle.Law.Frequency(supports[v], Users) - truth[v];
                squares += error * error;
                sums[v] += error;
            }
        }

        var expected = truth.Sum(oracle.Law.FixedVariance) / Users;
        Assert.InRange(squares / Runs / expected, 1 - (6.1 * Math.Sqrt(2.0 / (Runs * (domain - 1)))), 1 + (6.1 * Math.Sqrt(2.0 / (Runs * (domain - 1)))) + (6.1 * 6.1 / (Runs * (domain - 1))));
        for (var v = 0; v < domain; v++)
        {
            Assert.InRange(sums[v] / Runs, -6.1 * Math.Sqrt(oracle.Law.FixedVariance(truth[v]) / Users / Runs), 6.1 * Math.Sqrt(oracle.Law.FixedVariance(truth[v]) / Users / Runs));
        }
    }
}
