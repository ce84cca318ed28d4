using Tacit.Accounting;
using Tacit.Accounting.LossDistributions;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>One direction on one grid: the specification's values at h, and each error term where it decides.</summary>
public sealed class LossDistributionGridTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;

    // The first point of a Poisson sample of almost everything: a Gaussian that is put on the grid step by step.
    private static readonly Rational Almost = 1 - new Rational(1, 1_000_000_000_000);

    // Upper ends of the recipe agree with independent code to 1e-6.
    [Theory]
    [InlineData(1.1, 256, 60_000, 14_061, 1e-5, 2.390437087, 2.381593184, 2.3815041, 2.2435655)]
    [InlineData(1, 1, 100, 1000, 1e-5, 1.828934413, 1.828243646, 1.8282367, 1.4166725)]
    [InlineData(2, 1, 100, 1000, 1e-6, 0.722955031, 0.720936493, 0.7209161, 0.6655549)]
    [InlineData(0.8, 1, 100, 10_000, 1e-6, 11.185726725, 11.183189711, 11.183164, 9.1833574)]
    [InlineData(1.3, 256, 60_000, 3516, 1e-5, 0.869421872, 0.864588942, 0.8645402, 0.8015011)]
    [InlineData(0.7, 1, 10, 50, 1e-5, 10.706477032, 10.706467404, 10.7064673, 3.4094241)]
    public void Sampled_Gaussian(double sigma, long size, long total, long steps, double delta, double coarse, double fine, double limit, double add)
    {
        var loss = PrivacyLoss.Gaussian(sigma).PoissonSampled(new Rational(size, total)).Repeat(steps);
        foreach (var (step, upper) in new[] { (1e-3, coarse), (1e-4, fine) })
        {
            var bracket = PrivacyLossDistribution.Of(loss, delta, AddRemove, LossDirection.Remove, step).Epsilon(delta);
            Assert.Equal(upper, bracket.Upper, 1e-6);
            Assert.InRange(bracket.Lower, limit * (1 - (step * 40)), limit + 2e-7);
            Assert.Equal((step, 1, LossDirection.Remove), (bracket.Report!.GridStep, bracket.Report.Stages, bracket.Report.Direction));
        }

        var other = PrivacyLossDistribution.Of(loss, delta, AddRemove, LossDirection.Add, 1e-4).Epsilon(delta);
        Assert.Equal(add, other.Upper, 1e-6);
        Assert.True(other.Lower <= add && other.Lower > add * 0.999);
        Assert.Equal("pld, add alone", other.Accountant);
    }

    [Theory]
    [InlineData(1.1, 256, 60_000, 14_061, 2.381505007)]
    [InlineData(1, 1, 100, 1000, 1.828236737)]
    public void A_finer_grid_comes_nearer(double sigma, long size, long total, long steps, double upper)
    {
        var loss = PrivacyLoss.Gaussian(sigma).PoissonSampled(new Rational(size, total)).Repeat(steps);
        Assert.Equal(upper, PrivacyLossDistribution.Of(loss, 1e-5, AddRemove, LossDirection.Remove, 1e-5).Epsilon(1e-5).Upper, 1e-6);
    }

    [Fact]
    public void Other_runs_of_the_specification()
    {
        PrivacyLoss mixed = PrivacyLoss.Composed(
            PrivacyLoss.Gaussian(4).Repeat(10), PrivacyLoss.Laplace(8).Repeat(5), PrivacyLoss.Gaussian(1.5).PoissonSampled(0.05).Repeat(200));
        Is(4.9095556, mixed, LossDirection.Remove);
        Is(4.6931460, mixed, LossDirection.Add);
        Is(1.2864239, PrivacyLoss.Laplace(1).PoissonSampled(0.01).Repeat(1000), LossDirection.Remove);
        Is(1.2189391, PrivacyLoss.Laplace(1).PoissonSampled(0.01).Repeat(1000), LossDirection.Add);
        Is(0.998978094, PrivacyLoss.Laplace(10).Repeat(10), LossDirection.Remove);
        Is(4.692667437, PrivacyLoss.Laplace(10).Repeat(100), LossDirection.Remove);
        Is(0.9542180, PrivacyLoss.Gaussian(1).PoissonSampled(0.01).Repeat(100), LossDirection.Remove);
        Is(8.0807997, PrivacyLoss.Gaussian(0.5, Neighbours.Replace).SampledWithoutReplacement(1, 100).Repeat(100), LossDirection.Remove);

        static void Is(double upper, PrivacyLoss loss, LossDirection direction) =>
            Assert.Equal(upper, PrivacyLossDistribution.Of(loss, 1e-6, loss.Relation, direction, 1e-4).Epsilon(1e-6).Upper, 1e-6);
    }

    [Theory]
    [InlineData(256, 60_000, 14_061, 1, 1e-5, 2.0250838)]
    [InlineData(256, 60_000, 14_061, 3, 1e-5, 0.9684010)]
    [InlineData(1, 100, 1000, 1, 1e-6, 1.5626827)]
    [InlineData(1, 100, 1000, 8, 1e-6, 0.6167294)]
    public void Calibrated_noise(long size, long total, long steps, double epsilon, double delta, double sigma)
    {
        // σ has seven decimals: half of the last one moves ε by up to 3e-6 where it is eight.
        var loss = PrivacyLoss.Gaussian(sigma).PoissonSampled(new Rational(size, total)).Repeat(steps);
        Assert.Equal(epsilon, PrivacyLossDistribution.Of(loss, delta, AddRemove, LossDirection.Remove, 1e-4).Epsilon(delta).Upper, 1e-6 * Math.Max(1, epsilon / 2));
    }

    [Theory]
    [InlineData(1, 1, 1e-5, 4.37717809568)]
    [InlineData(4, 10, 1e-5, 3.34140946924)]
    [InlineData(10, 100, 1e-6, 4.88655411746)]
    [InlineData(20, 1, 1e-12, 0.3171057668)]
    public void Brackets_of_every_grid_contain_the_closed_form(double sigma, long steps, double delta, double exact)
    {
        foreach (var loss in new[] { PrivacyLoss.Gaussian(sigma).Repeat(steps), PrivacyLoss.Gaussian(sigma).PoissonSampled(Almost).Repeat(steps) })
        {
            foreach (var step in new double?[] { 1e-2, 3e-3, 1e-3, 1e-4, null })
            {
                var bracket = PrivacyLossDistribution.Of(loss, delta, AddRemove, LossDirection.Remove, step).Epsilon(delta);
                Assert.True(bracket.Lower <= exact * (1 + 1e-10) && bracket.Upper >= exact * (1 - 1e-10), $"{bracket} misses {exact}.");
            }
        }
    }

    [Fact]
    public void A_hundred_Gaussians_step_by_step()
    {
        var loss = PrivacyLoss.Gaussian(10).PoissonSampled(Almost).Repeat(100);
        foreach (var (step, upper, known) in new[] { (1e-2, 4.89117, 5e-5), (1e-3, 4.88661, 1e-5), (1e-4, 4.886555, 1e-6) })
        {
            Assert.Equal(upper, PrivacyLossDistribution.Of(loss, 1e-6, AddRemove, LossDirection.Remove, step).Epsilon(1e-6).Upper, known);
        }
    }

    [Fact]
    public void Stages_agree_with_one_transform()
    {
        var loss = PrivacyLoss.Gaussian(1).PoissonSampled(0.001).Repeat(1_000_000);
        var whole = PrivacyLossDistribution.Of(loss, 1e-6, AddRemove, LossDirection.Remove, 1e-4).Epsilon(1e-6);
        Assert.Equal(6.69801, whole.Upper, 6e-6);
        var staged = PrivacyLossDistribution.Of(loss, 1e-6, AddRemove, LossDirection.Remove).Epsilon(1e-6);
        Assert.Equal((1, 2), (whole.Report!.Stages, staged.Report!.Stages));
        Assert.True(staged.Upper >= whole.Lower && staged.Lower <= whole.Upper);

        // The limit lies below 6.694345, the upper end of a finer first stage, and above 6.692923.
        Assert.True(staged.Upper >= 6.692923 && staged.Lower <= 6.694345 && staged.Upper - staged.Lower < 3e-3);
        Assert.Equal(0, whole.Report.InheritedError);
        Assert.True(staged.Report.InheritedError > 0);
    }

    [Fact]
    public void Beyond_the_window_the_bound_is_what_the_errors_add_up_to()
    {
        // Losses of Laplace noise are bounded: nothing is infinite. So many steps as in the second run take two stages.
        foreach (var (loss, stages) in new[] { (PrivacyLoss.Laplace(1).PoissonSampled(0.1).Repeat(30), 1), (PrivacyLoss.Laplace(4).PoissonSampled(0.01).Repeat(100_000), 2) })
        {
            var distribution = PrivacyLossDistribution.Of(loss, 1e-3, AddRemove, LossDirection.Remove);
            var bracket = distribution.Delta(distribution.Epsilon(1e-3).Report!.HighestLoss + 0.01);
            var report = bracket.Report!;
            Assert.True(report is { InfiniteMass: 0, TransformError: > 0, Shift: not 0 } && report.Stages == stages && (report.InheritedError > 0) == (stages == 2), report.ToString());
            Assert.True(report.TruncationError > 1e-17 * report.TransformError, report.ToString());

            // All terms are in: the smallest, the truncation, is above the rounding of this sum.
            var sum = report.TransformError + report.TruncationError + report.InheritedError;
            Assert.InRange(bracket.Upper / sum, 1 - 1e-14, 1 + 1e-9);
            Assert.True(stages == 2 || report.TruncationError > 1e-11 * sum, report.ToString());
            Assert.Equal(0, bracket.Lower);
        }
    }

    [Fact]
    public void Far_from_the_aim_both_bounds_still_hold()
    {
        // Aimed at a δ of 0.3 and asked where masses are below the noise of the transform; the exact δ is a sum over binomials.
        const int Count = 200;
        const double Each = 0.5;
        var distribution = PrivacyLossDistribution.Of(PrivacyLoss.Pure(Each).Repeat(Count), 0.3, AddRemove, LossDirection.Remove, 1e-3);
        var high = 1 / (1 + Math.Exp(-Each));
        for (var epsilon = 20.0; epsilon < 98; epsilon += 0.25)
        {
            double exact = 0;
            var choose = 1.0;
            for (var k = 0; k <= Count; k++)
            {
                var (p, q) = (Math.Pow(high, Count - k) * Math.Pow(1 - high, k), Math.Pow(1 - high, Count - k) * Math.Pow(high, k));
                exact += choose * Math.Max(0, p - (Math.Exp(epsilon) * q));
                choose = choose * (Count - k) / (k + 1);
            }

            var bracket = distribution.Delta(epsilon);
            Assert.True(bracket.Upper >= exact * (1 - 1e-9) && bracket.Lower <= exact * (1 + 1e-9), $"{bracket} misses {exact:R} at {epsilon}.");
        }
    }

    [Fact]
    public void Accountants_tell_the_grid_that_decided()
    {
        var loss = PrivacyLoss.Gaussian(1).PoissonSampled(0.01).Repeat(1000);
        var bracket = Accountant.LossDistributions.Epsilon(loss, 1e-5, AddRemove);
        Assert.Equal(LossDirection.Remove, bracket.Report!.Direction);
        Assert.Equal(bracket.Upper, bracket.Report.Epsilon);
        Assert.InRange(bracket.Report.TransformError, 1e-20, 1e-8 * 1e-5);
        Assert.InRange(bracket.Upper, bracket.Report.LowestLoss, bracket.Report.HighestLoss);
        Assert.InRange(bracket.Report.Shift, 0, 500 * bracket.Report.GridStep);
        Assert.Equal(bracket.Report, Accountant.Tightest.Epsilon(loss, 1e-5, AddRemove).Report);
        Assert.Null(Accountant.LossDistributions.Epsilon(PrivacyLoss.Gaussian(1), 1e-5, AddRemove).Report);
        Assert.Null(Accountant.Renyi.Epsilon(loss, 1e-5, AddRemove).Report);
    }

    [Fact]
    public void Bad_grids_are_refused()
    {
        var loss = PrivacyLoss.Laplace(1);
        foreach (var step in new[] { 0, -1e-3, double.NaN, double.PositiveInfinity, 1e-9 })
        {
            Assert.Throws<BadInputException>(() => PrivacyLossDistribution.Of(loss, 1e-6, AddRemove, LossDirection.Remove, step));
        }

        Assert.Throws<BadInputException>(() => PrivacyLossDistribution.Of(loss, 0, AddRemove, LossDirection.Remove));
        Assert.Throws<BadInputException>(() => PrivacyLossDistribution.Of(PrivacyLoss.Pure(0), 1e-6, AddRemove, LossDirection.Remove));
        Assert.Throws<UnpricedLossException>(() => PrivacyLossDistribution.Of(PrivacyLoss.Zcdp(1), 1e-6, AddRemove, LossDirection.Remove));
    }
}
