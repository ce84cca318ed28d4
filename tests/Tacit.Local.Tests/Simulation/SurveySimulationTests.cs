namespace Tacit.Local.Tests.Simulation;

/// <summary>Simulated collections: every user counts once, a seed repeats, and the error is the announced one.</summary>
public sealed class SurveySimulationTests
{
    [Fact]
    public void Zipf_counts_every_user_once()
    {
        foreach (var (domain, users, exponent) in new[] { (64, 200_000L, 1.0), (7, 3L, 0), (5, 1L, 2), (1000, 1_000_003L, 1.3) })
        {
            var counts = SurveySimulation.Zipf(domain, users, exponent);
            Assert.Equal(users, counts.Sum());
            Assert.Equal(counts.OrderDescending(), counts);
        }

        Assert.Equal([6, 3, 2], SurveySimulation.Zipf(3, 11, 1));
        Assert.Throws<BadInputException>(() => SurveySimulation.Zipf(3, 0, 1));
        Assert.Throws<BadInputException>(() => SurveySimulation.Zipf(3, 5, double.NaN));
    }

    [Theory]
    [InlineData("grr")]
    [InlineData("oue")]
    [InlineData("olh")]
    [InlineData("ss")]
    [InlineData("hr")]
    public void A_seed_repeats_and_the_error_is_the_announced_one(string protocol)
    {
        var oracle = FrequencyOracle.Create(OracleNames.Parse(protocol), 64, 1);
        var users = SurveySimulation.Zipf(64, 20_011, 1);
        var result = SurveySimulation.Run(oracle, users, seed: 3);
        Assert.Equal(20_011, result.Estimate.Reports);
        Assert.Equal(result.Estimate.Raw, SurveySimulation.Run(oracle, users, seed: 3).Estimate.Raw);
        Assert.NotEqual(result.Estimate.Raw, SurveySimulation.Run(oracle, users).Estimate.Raw);
        Assert.Equal(result.Truth.Average(oracle.Law.FixedVariance) / 20_011, result.AnalyticVariance, 1e-15);
        Assert.InRange(result.MeanSquaredError / result.AnalyticVariance, 0.26, 2.48); // 1e-9, for 63 degrees of freedom
    }

    [Fact]
    public void Users_of_another_domain_are_refused()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 3, 1);
        Assert.Throws<BadInputException>(() => SurveySimulation.Run(oracle, [1, 2]));
        Assert.Throws<BadInputException>(() => SurveySimulation.Run(oracle, [0, 0, 0]));
        Assert.Throws<BadInputException>(() => SurveySimulation.Run(oracle, [1, -1, 3]));
    }

    [Fact]
    public void A_run_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SurveySimulation.Run(FrequencyOracle.Create(OracleKind.Grr, 3, 1), [9, 9, 9], cancellation: source.Token));
    }
}
