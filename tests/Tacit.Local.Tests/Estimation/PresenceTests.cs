namespace Tacit.Local.Tests.Estimation;

/// <summary>An absent value is taken for a present one as rarely as is said, also where few reports support it.</summary>
public sealed class PresenceTests
{
    // Exact tails, whatever the normal approximation says: few supports have a long one.
    [Theory]
    [InlineData(OracleKind.Grr, 1000, 4, 10_000)]
    [InlineData(OracleKind.Grr, 1000, 1, 10_000)]
    [InlineData(OracleKind.Grr, 1000, 1, 1_000)]
    [InlineData(OracleKind.Oue, 1024, 4, 1_000)]
    [InlineData(OracleKind.Olh, 1024, 1, 100_000)]
    [InlineData(OracleKind.Hadamard, 64, 0.5, 500)]
    public void One_of_all_absent_values_reaches_it_with_the_stated_probability_at_most(OracleKind kind, int domain, double epsilon, long reports)
    {
        var law = FrequencyOracle.Create(kind, domain, epsilon).Law;
        var visible = Presence.Visible(law, domain, reports, 0.05);
        var fewest = Presence.FewestSupports(law.Other, reports, 0.05 / domain);
        Assert.Equal(visible, law.Frequency(fewest, reports));
        Assert.InRange(domain * Tail(fewest), 0, 0.05);
        Assert.True(domain * Tail(fewest - 1) > 0.05, "One report less would do.");

        // P(X ≥ count), summed from there on, each mass from the one before it.
        double Tail(long count)
        {
            double log = reports * Math.Log(1 - law.Other), tail = 0;
            for (long c = 0; c <= reports; c++)
            {
                tail += c >= count ? Math.Exp(log) : 0;
                log += Math.Log((reports - c) / (c + 1.0)) + Math.Log(law.Other / (1 - law.Other));
            }

            return tail;
        }
    }

    [Fact]
    public void Where_all_reports_may_support_an_absent_value_nothing_is_visible() => Assert.Equal(6, Presence.FewestSupports(0.5, 5, 0.01));

    [Fact]
    public void Many_reports_have_the_normal_threshold()
    {
        var law = FrequencyOracle.Create(OracleKind.Oue, 64, 1).Law;
        Assert.Equal(Numerics.Normal.UpperQuantile(0.05 / 64) * Math.Sqrt(law.Variance(0) / 1e9), Presence.Visible(law, 64, 1_000_000_000, 0.05), 1e-7);
    }

    // 400 surveys of a value that everybody has and 999 that nobody has. At 5 % more than 45 have a false one with probability below 10⁻⁶; the normal threshold gave more than a hundred.
    [Fact]
    public void Surveys_of_few_reports_show_no_more_absent_values_than_that()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 1000, 4);
        var surveys = 0;
        for (var survey = 0; survey < 400; survey++)
        {
            var client = oracle.Client(LocalRandomness.Seeded((ulong)survey));
            var aggregator = oracle.CreateAggregator();
            var report = new byte[oracle.ReportSize];
            for (var i = 0; i < 2000; i++)
            {
                client.Randomize(0, report);
                aggregator.Add(report);
            }

            surveys += aggregator.Estimate(PostProcess.BaseCut).Values.Skip(1).Any(v => v.Value > 0) ? 1 : 0;
        }

        Assert.InRange(surveys, 1, 45);
    }
}
