namespace Tacit.Local.Tests.Simulation;

/// <summary>Simulated rounds: the error is the announced one in each, a seed repeats, and what was kept is what was paid.</summary>
public sealed class RoundsSimulationTests
{
    private static readonly long[] Users = SurveySimulation.Zipf(64, 20_011, 1);

    [Theory]
    [InlineData("l-grr")]
    [InlineData("l-sue")]
    [InlineData("l-osue")]
    [InlineData("l-oue")]
    [InlineData("l-soue")]
    [InlineData("biloloha")]
    [InlineData("ololoha")]
    public void Every_round_of_every_protocol_is_as_wrong_as_announced(string name)
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalNames.Parse(name), 64, 4, 1);
        var result = RoundsSimulation.Run(protocol, Users, 3, 0.5, new() { Seed = 7 });
        Assert.Equal(3, result.Rounds.Count);
        Assert.Equal(Users.Select(u => (double)u / 20_011), result.Rounds[0].Truth);
        foreach (var round in result.Rounds)
        {
            Assert.Equal(1, round.Truth.Sum(), 1e-9);
            Assert.Equal(round.Truth.Average(protocol.Law.FixedVariance) / 20_011, round.AnalyticVariance, 1e-15);
            Assert.InRange(round.MeanSquaredError / round.AnalyticVariance, 0.25, 2.6); // 1e-9, for 63 degrees of freedom
        }

        Assert.NotEqual(result.Rounds[0].Truth, result.Rounds[1].Truth);
        Assert.Equal(name == "biloloha" ? 2 : 3, result.MostKept);
        Assert.Equal(4 * result.MostKept, result.SamePatternEpsilon);
        var again = RoundsSimulation.Run(protocol, Users, 3, 0.5, new() { Seed = 7 });
        Assert.Equal(result.Rounds.SelectMany(r => r.Values), again.Rounds.SelectMany(r => r.Values));
    }

    [Fact]
    public void A_value_that_stays_is_paid_once_and_its_rounds_share_their_first_noise()
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 1024, 4, 3.9);
        var result = RoundsSimulation.Run(protocol, SurveySimulation.Zipf(1024, 5000, 1), 4, options: new() { Seed = 1 });
        Assert.Equal((1, 4), (result.MostKept, result.SamePatternEpsilon));

        // Reports of nearly ε∞ are nearly the kept answers: 0.90 of the noise is shared. 0.6 is 6.1 standard deviations below, and above what independent rounds would show.
        var (first, second) = (result.Rounds[0], result.Rounds[1]);
        var products = first.Values.Zip(second.Values).Zip(first.Truth, (p, f) => (p.First.Value - f) * (p.Second.Value - f)).Average();
        Assert.InRange(products / first.AnalyticVariance, 0.6, 1.2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(32)]
    public void Flipped_buckets_are_as_wrong_as_announced(int bits)
    {
        var users = SurveySimulation.Zipf(32, 30_000, 0.5);
        var result = RoundsSimulation.Run(BucketProtocol.Create(32, bits, 1), users, 2, 0.3, new() { Seed = 2 });
        Assert.All(result.Rounds, r => Assert.InRange(r.MeanSquaredError / r.AnalyticVariance, 0.15, 3.4)); // 1e-9, for 31 degrees of freedom
        Assert.Equal(2, result.MostKept);
    }

    [Fact]
    public void The_mean_of_counters_is_as_wrong_as_announced()
    {
        var result = RoundsSimulation.Run(OneBitMean.Create(9, 1), SurveySimulation.Zipf(10, 50_000, 1), 3, 0.2, new() { Seed = 3 });
        foreach (var round in result.Rounds)
        {
            Assert.InRange(round.Values[0].Value - round.Truth[0], -6.1 * Math.Sqrt(round.AnalyticVariance), 6.1 * Math.Sqrt(round.AnalyticVariance));
        }

        // n·Var is at most (m/2)²((E + 1)/(E − 1))².
        Assert.InRange(result.Rounds[0].AnalyticVariance * 50_000, 0.8 * 94.83, 94.83);
        Assert.Equal((2, 2), (result.MostKept, result.SamePatternEpsilon));
    }

    [Fact]
    public void Rappor_finds_its_words_in_every_round()
    {
        var words = WordSimulation.Words(12);
        var protocol = RapporProtocol.Create(16, 2, 32, 0.25, 0.25, 0.75);
        var result = RapporSimulation.Run(protocol, words, SurveySimulation.Zipf(12, 20_000, 1), 2, 0.3, new() { Seed = 4 });
        Assert.Equal((2, 2 * protocol.ConstantValueEpsilon), (result.MostKept, result.SamePatternEpsilon));
        foreach (var round in result.Rounds)
        {
            // The announced error is approximate, and frequencies below zero are not shown: generous, and far from a guess.
            Assert.InRange(round.MeanSquaredError / round.AnalyticVariance, 0.05, 3.5);
            Assert.True(round.AnalyticVariance < 0.001);
        }

        Assert.Throws<BadInputException>(() => RapporSimulation.Run(protocol, words, [1, 2], 1));
        Assert.Throws<BadInputException>(() => RapporSimulation.Run(RapporProtocol.Create(2, 1, 1, 0.25, 0.25, 0.75), words, SurveySimulation.Zipf(12, 100, 1), 1));
    }

    [Fact]
    public void What_cannot_be_simulated_is_refused()
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 64, 4, 1);
        Assert.Throws<BadInputException>(() => RoundsSimulation.Run(protocol, Users, 0));
        Assert.Throws<BadInputException>(() => RoundsSimulation.Run(protocol, Users, 100_000_000));
        Assert.Throws<BadInputException>(() => RoundsSimulation.Run(protocol, Users, 1, 1.1));
        Assert.Throws<BadInputException>(() => RoundsSimulation.Run(protocol, Users, 1, double.NaN));
        Assert.Throws<BadInputException>(() => RoundsSimulation.Run(protocol, [1, 2, 3], 1));
    }
}
