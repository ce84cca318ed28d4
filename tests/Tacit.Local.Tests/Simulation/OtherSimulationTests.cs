using Tacit.Numerics;

namespace Tacit.Local.Tests.Simulation;

/// <summary>Simulated tuples, numbers, sketches, histograms and searches: the error is the announced one, and a seed repeats.</summary>
public sealed class OtherSimulationTests
{
    public static TheoryData<string> Tuples => [.. TupleNames.Names];

    [Theory]
    [MemberData(nameof(Tuples))]
    public void Every_attribute_of_every_protocol_of_tuples_is_as_wrong_as_announced(string name)
    {
        double[][] frequencies = [.. new[] { 40, 64 }.Select(k => Enumerable.Range(1, k).Select(i => 1.0 / i).ToArray())];
        var kind = TupleNames.Parse(name);
        var protocol = kind is TupleKind.PriorGrr or TupleKind.PriorOueRandom ? TupleProtocol.CreateWithPriors(kind, frequencies, 2) : TupleProtocol.Create(kind, [40, 64], 2);
        var result = TupleSimulation.Run(protocol, frequencies, 20_011, new() { Seed = 4 });
        Assert.Equal([40, 64], result.Attributes.Select(a => a.Values.Count));
        Assert.All(result.Attributes, a => Assert.InRange(a.MeanSquaredError / a.AnalyticVariance, 0.18, 3.1)); // 1e-9, for 39 degrees of freedom

        // 6.1 standard deviations of the most frequent value: 1/4.279 of the users.
        Assert.InRange(result.Attributes[0].Truth[0], 0.2155, 0.2519);
        Assert.Equal(result.Attributes[1].Values, TupleSimulation.Run(protocol, frequencies, 20_011, new() { Seed = 4 }).Attributes[1].Values);
    }

    // Each device speaks of one attribute for ever, and keeps an answer for each value of it.
    [Fact]
    public void Tuples_of_devices_that_remember_are_as_wrong_as_announced_in_every_round()
    {
        double[][] frequencies = [.. new[] { 40, 64 }.Select(k => Enumerable.Range(1, k).Select(i => 1.0 / i).ToArray())];
        var protocol = MemoizedTupleProtocol.Create([40, 64], 4, 2);
        var result = TupleSimulation.Run(protocol, frequencies, 20_011, 3, 0.5, new() { Seed = 4 });
        Assert.Equal([[40, 64], [40, 64], [40, 64]], result.Rounds.Select(r => r.Select(a => a.Values.Count).ToArray()));
        Assert.All(result.Rounds.SelectMany(r => r), a => Assert.InRange(a.MeanSquaredError / a.AnalyticVariance, 0.18, 3.1)); // 1e-9, for 39 degrees of freedom
        Assert.All(result.Rounds, r => Assert.InRange(r[0].Truth[0], 0.2155, 0.2519));
        Assert.Equal((3, (Rational)12), (result.MostKept, result.SamePatternEpsilon));
        Assert.Equal(1, TupleSimulation.Run(protocol, frequencies, 2000, 3, 0, new() { Seed = 4 }).MostKept);
        Assert.Equal(result.Rounds[2][1].Values, TupleSimulation.Run(protocol, frequencies, 20_011, 3, 0.5, new() { Seed = 4 }).Rounds[2][1].Values);
        Assert.Throws<BadInputException>(() => TupleSimulation.Run(protocol, frequencies, 10, 0));
        Assert.Throws<BadInputException>(() => TupleSimulation.Run(protocol, frequencies, 10, 1, 1.5));
    }

    [Theory]
    [InlineData("duchi", NumberShape.Uniform)]
    [InlineData("pm", NumberShape.Bell)]
    [InlineData("hybrid", NumberShape.Skewed)]
    [InlineData("sw", NumberShape.Bell)]
    public void The_mean_of_numbers_is_as_wrong_as_announced(string name, NumberShape shape)
    {
        var protocol = NumberProtocol.Create(NumberNames.Parse(name), 1, -10, 30);
        var numbers = NumberSimulation.Numbers(shape, -10, 30, 40_000);
        var result = NumberSimulation.Run(protocol, numbers, new() { Seed = 5 });
        var (mean, sd) = (result.Mean, Math.Sqrt(result.Mean.AnalyticVariance));
        Assert.Equal(numbers.Average(), mean.Truth[0], 1e-9);
        Assert.Equal(NumberSimulation.Numbers(shape, -10, 30, 2000).Average(protocol.Variance) / 40_000, mean.AnalyticVariance, 5e-3 * mean.AnalyticVariance);
        Assert.InRange(mean.Values[0].Value - mean.Truth[0], -6.1 * sd, 6.1 * sd);
        Assert.Equal(name is "pm" or "sw", result.Distribution is not null);
        if (name == "sw")
        {
            // The interval is four standard deviations of the bell wide; an even guess would be off by 4.
            Assert.Equal(1, result.TrueFrequencies.Sum(), 1e-9);
            Assert.InRange(result.Distance!.Value, 0, 1);
        }
    }

    [Fact]
    public void Shapes_have_the_stated_means()
    {
        Assert.Equal(0.5, NumberSimulation.Numbers(NumberShape.Uniform, 0, 1, 1000).Average(), 1e-9);
        var bell = NumberSimulation.Numbers(NumberShape.Bell, 0, 8, 10_000);
        Assert.Equal(4, bell.Average(), 1e-9);
        Assert.Equal(1, Math.Sqrt(bell.Average(x => (x - 4) * (x - 4))), 0.01);
        Assert.Equal(1, NumberSimulation.Numbers(NumberShape.Skewed, 0, 5, 10_000).Average(), 0.01);
        Assert.Throws<BadInputException>(() => NumberSimulation.Numbers(NumberShape.Bell, 1, 1, 5));
        Assert.Throws<BadInputException>(() => NumberSimulation.Run(NumberProtocol.Create(NumberKind.Duchi, 1, 0, 1), [0, double.NaN]));
    }

    [Theory]
    [InlineData("cms")]
    [InlineData("hcms")]
    public void A_sketch_is_as_wrong_as_announced_with_its_shared_cells(string name)
    {
        // Few cells, so that words in the same ones are a third of the error.
        var sketch = SketchProtocol.Create(SketchNames.Parse(name), 4, 16, 64);
        var users = SurveySimulation.Zipf(300, 40_000, 1);
        var result = SurveySimulation.Run(sketch, users, new() { Seed = 6 });
        Assert.InRange(result.MeanSquaredError / result.AnalyticVariance, 0.4, 2);
        Assert.True(result.AnalyticVariance > 1.3 * result.Truth.Average(sketch.Law.FixedVariance) / 40_000);
        Assert.Equal(result.Estimate.Raw, SurveySimulation.Run(sketch, users, new() { Seed = 6 }).Estimate.Raw);
    }

    [Fact]
    public void A_noisy_histogram_is_as_wrong_as_announced()
    {
        var (estimates, rate) = SurveySimulation.Run(HistogramProtocol.Create(64, 1), SurveySimulation.Zipf(64, 5000, 1), new() { Seed = 8 });
        Assert.InRange(estimates.MeanSquaredError / estimates.AnalyticVariance, 0.26, 2.48);
        Assert.True(rate > 0);
    }

    [Fact]
    public void Frequent_words_are_found_and_nothing_that_nobody_has()
    {
        var words = WordSimulation.Words(1000);
        Assert.Equal(1000, words.Distinct().Count());
        Assert.All(words, w => Assert.Matches("^([b-z][aeiou]){3}$", w));
        var users = SurveySimulation.Zipf(1000, 60_000, 1.5);
        var protocol = HeavyHitterProtocol.Create(WordCode.Letters, 36, 4, pool: 4096);
        var result = WordSimulation.Run(protocol, words, users, 10, 1e-9, 9);

        // At a probability of one in a billion: nobody's words are not found, and all that the plan promises with 95 % the seed has shown.
        Assert.Empty(result.Missed);
        Assert.DoesNotContain(0, result.Truth);
        Assert.Equal(words[0], result.Found.Words[0].Word);
        Assert.All(result.Found.Words.Zip(result.Truth), p => Assert.InRange(p.Second, p.First.Frequency.Low, p.First.Frequency.High));
        Assert.Throws<BadInputException>(() => WordSimulation.Words(0));
        Assert.Throws<BadInputException>(() => WordSimulation.Run(HeavyHitterProtocol.Create(WordCode.Number, 16, 1), words, users));
    }

    [Fact]
    public void Made_up_words_never_repeat() => Assert.Equal(WordSimulation.MostWords, WordSimulation.Words(WordSimulation.MostWords).ToHashSet().Count);
}
