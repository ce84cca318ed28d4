using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Every mechanism says what it costs, how far it errs and what its interval covers, and says it truly.</summary>
public sealed class StatementTests
{
    private static IEnumerable<Type> All => typeof(IMechanism<,>).Assembly.GetExportedTypes()
        .Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IMechanism<,>)))
        .Concat([typeof(IntegerNoise), typeof(LatticeNoise)]);

    [Fact]
    public void Every_mechanism_has_an_expected_error_and_an_interval() => Assert.All(All, type =>
    {
        var members = type.GetMembers().Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        Assert.True(members.Overlaps(["ExpectedError", "ExpectedErrorBound", "StandardDeviation"]), $"{type.Name} does not say how far it errs.");
        Assert.True(members.Overlaps(["HalfWidth", "ErrorBound"]), $"{type.Name} has no interval.");
        Assert.Contains("Loss", members);
    });

    [Fact]
    public void The_page_of_mechanisms_has_a_line_for_each()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tacit.slnx")))
        {
            folder = folder.Parent!;
        }

        var table = File.ReadAllText(Path.Combine(folder.FullName, "docs", "mechanisms.md")).Split("## What each one states")[1].Split("\n## ")[0];
        Assert.All(All.Append(typeof(PartitionSelection)), type => Assert.Contains($"| `{type.Name}", table, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1/3")]
    [InlineData("1")]
    [InlineData("10")]
    [InlineData("700")]
    public void Expected_errors_of_noise_are_those_of_the_law(string scale)
    {
        var s = Rational.Parse(scale);
        var (laplace, gaussian) = (new DiscreteLaplace(s), new DiscreteGaussian(s));
        double Sum(Func<long, double> p) => Enumerable.Range(1, 40_000).Sum(k => 2 * k * p(k));
        Assert.Equal(1, Sum(laplace.Probability) / laplace.ExpectedError, 1e-9);
        var total = 1 + (2 * Enumerable.Range(1, 40_000).Sum(k => Math.Exp(-k / s.ToDouble() * (k / s.ToDouble()) / 2)));
        Assert.Equal(1, Sum(k => Math.Exp(-k / s.ToDouble() * (k / s.ToDouble()) / 2) / total) / gaussian.ExpectedError, 1e-9);
        Assert.Equal(laplace.ExpectedError, IntegerNoise.Laplace(1, s / 2, "test").ExpectedError(2), 1e-12 * laplace.ExpectedError);
        Assert.Equal(laplace.ExpectedError, LatticeNoise.DiscreteLaplace(s).ExpectedError);
        Assert.Equal(gaussian.ExpectedError, LatticeNoise.DiscreteGaussian(s).ExpectedError);
    }

    [Fact]
    public void A_wide_Gaussian_errs_as_the_continuous_one() =>
        Assert.Equal(1, new DiscreteGaussian(1001).ExpectedError / new DiscreteGaussian(1000).ExpectedError / 1.001, 1e-6);

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Bounds_of_expected_errors_hold_and_are_near(int candidates)
    {
        // The worst scores: one is best, all others equally worse, at any distance.
        var (exponential, flip) = (new ExponentialMechanism(1, 1), new PermuteAndFlip(1, 1));
        Rational[] Scores(double gap) => [gap, .. Enumerable.Repeat(Rational.Zero, candidates - 1)];
        double[] gaps = [0.5, 1, 2, 4, 8, 12, 16, 24, 40];
        var worst = gaps.Max(g => exponential.ExpectedError(Scores(g)));
        Assert.InRange(worst, exponential.ExpectedErrorBound(candidates) / 6, exponential.ExpectedErrorBound(candidates));
        Assert.True(gaps.Max(g => flip.ExpectedError(Scores(g))) <= flip.ExpectedErrorBound(candidates));
        Assert.Equal(3 * exponential.ExpectedErrorBound(candidates), new NoisyTopK(1, 1, 3).ExpectedErrorBound(candidates), 1e-9);
        Assert.Equal((0, 0), (exponential.ExpectedErrorBound(1), new ReportNoisyMax(1, 1).ExpectedErrorBound(1)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void Noisy_max_errs_less_than_its_bound(int candidates)
    {
        var mechanism = new ReportNoisyMax(1, 1);
        var source = RandomSource.Seeded(781);
        foreach (var gap in new[] { 1L, 4, 8, 16 })
        {
            long[] scores = [gap, .. new long[candidates - 1]];
            Assert.True(Enumerable.Range(0, 4000).Average(_ => mechanism.Sample(scores, source) == 0 ? 0 : gap) <= mechanism.ExpectedErrorBound(candidates));
        }

        // Twice the mean of the largest of m noises is at least twice that of one, and at most m times it.
        var one = new DiscreteLaplace(mechanism.Scale).ExpectedError;
        Assert.InRange(mechanism.ExpectedErrorBound(candidates), 2 * one, 2 * candidates * one);
    }

    [Theory]
    [InlineData("laplace", 0.95)]
    [InlineData("gaussian", 0.95)]
    [InlineData("rounded", 0.95)]
    [InlineData("rounded", 0.5)]
    public void Half_widths_of_bulk_noise_cover_and_no_smaller_one_does(string law, double confidence)
    {
        var noise = law switch { "laplace" => LatticeNoise.DiscreteLaplace(10), "gaussian" => LatticeNoise.DiscreteGaussian(10), _ => LatticeNoise.RoundedGaussian(10) };
        var t = noise.HalfWidth(confidence);
        double Outside(double width) => law switch
        {
            "laplace" => 2 * Math.Exp(-(width + 1) / 10) / (1 + Math.Exp(-0.1)),
            "gaussian" => Enumerable.Range(-400, 801).Where(k => Math.Abs(k) > width).Sum(k => new DiscreteGaussian(10).Probability(k)),
            _ => 2 * Normal.UpperTail((width + 0.5) / 10),
        };
        Assert.True(Outside(t) <= 1 - confidence);
        Assert.True(Outside(t - 1) > 1 - confidence);
        Assert.Throws<ArgumentOutOfRangeException>(() => noise.HalfWidth(1));
    }

    [Fact]
    public void Bulk_noise_for_a_sensitivity_under_replace_is_not_charged_for_two()
    {
        foreach (var noise in new[] { LatticeNoise.DiscreteLaplace(10), LatticeNoise.DiscreteGaussian(10), LatticeNoise.RoundedGaussian(10) })
        {
            var (stated, of) = (noise.Loss(2, Neighbours.Replace), noise.Loss(2));
            Assert.Equal((Neighbours.Replace, Neighbours.AddRemove), (stated.Relation, of.Relation));
            Assert.Equal(stated.Price(Neighbours.Replace).ToString(), noise.Loss(2).Price().ToString());
            Assert.NotEqual(stated.Price(Neighbours.Replace).ToString(), of.Price(Neighbours.Replace).ToString());
        }
    }
}
