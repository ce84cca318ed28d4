using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>What must hold for every loss: section 6 of the accounting specification.</summary>
public sealed class LossDistributionPropertyTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;
    private const Neighbours Replace = Neighbours.Replace;
    private const double Slack = 1e-3;

    private static readonly Accountant Pld = Accountant.LossDistributions;

    private static readonly Gen<double> Delta = Gen.Double[-9, -2].Select(x => Math.Pow(10, x));

    private static readonly Gen<Rational> Noise = Gen.Int[30, 400].Select(n => new Rational(n, 100));

    private static readonly Gen<Rational> Rate = Gen.Int[1, 99].Select(n => new Rational(n, 100));

    private static readonly Gen<PrivacyLoss> Step = Gen.OneOf(
        Gen.Select(Noise, Rate).Select((sigma, q) => PrivacyLoss.Gaussian(sigma).PoissonSampled(q)),
        Gen.Select(Noise, Rate).Select((scale, q) => PrivacyLoss.Laplace(scale).PoissonSampled(q)),
        Noise.Select(scale => PrivacyLoss.Laplace(scale)),
        Noise.Select(epsilon => PrivacyLoss.Pure(epsilon)),
        Noise.Select(epsilon => PrivacyLoss.Exponential(epsilon)),
        Noise.Select(sigma => PrivacyLoss.DiscreteGaussian(sigma, 1)),
        Noise.Select(scale => PrivacyLoss.DiscreteLaplace(scale, 2)));

    [Fact]
    public void Lower_end_is_below_the_upper_end_of_every_accountant() => Gen.Select(Step, Step, Gen.Long[1, 40], Delta).Sample((a, b, count, delta) =>
    {
        var loss = PrivacyLoss.Composed(a.Repeat(count), b);
        var bracket = Pld.Epsilon(loss, delta, AddRemove);
        Assert.InRange(bracket.Lower, 0, bracket.Upper);
        Assert.True(bracket.Lower <= Accountant.Renyi.Epsilon(loss, delta, AddRemove).Upper * (1 + 1e-12), $"{loss}: {bracket}");
    }, iter: 12);

    [Fact]
    public void Epsilon_grows_with_steps_and_falls_with_delta_and_noise() => Gen.Select(Noise, Rate, Gen.Long[1, 60], Delta).Sample((sigma, q, count, delta) =>
    {
        PrivacyLoss Run(Rational noise, Rational rate, long steps) => PrivacyLoss.Gaussian(noise).PoissonSampled(rate).Repeat(steps);
        Bracket At(PrivacyLoss loss, double at) => Pld.Epsilon(loss, at, AddRemove);
        var bracket = At(Run(sigma, q, count), delta);
        Assert.True(At(Run(sigma, q, count + 5), delta).Upper >= bracket.Lower);
        Assert.True(At(Run(sigma, q * new Rational(9, 10), count), delta).Lower <= bracket.Upper);
        Assert.True(At(Run(sigma * new Rational(11, 10), q, count), delta).Lower <= bracket.Upper);
        Assert.True(At(Run(sigma, q, count), delta / 2).Upper >= bracket.Lower);
    }, iter: 4);

    [Fact]
    public void Order_of_composition_does_not_matter() => Gen.Select(Step, Step, Step, Gen.Long[1, 20], Delta).Sample((a, b, c, count, delta) =>
    {
        var one = Pld.Epsilon(PrivacyLoss.Composed(a, b.Repeat(count), c), delta, AddRemove);
        var other = Pld.Epsilon(PrivacyLoss.Composed(c, PrivacyLoss.Composed(b.Repeat(count), a)), delta, AddRemove);

        // Both brackets hold, and what is cut off of tails at each step differs by less than this.
        Assert.True(one.Lower <= other.Upper && other.Lower <= one.Upper, $"{one}, {other}");
        Assert.Equal(one.Upper, other.Upper, 1e-7 * (1 + one.Upper));
        Assert.Equal(one.Lower, other.Lower, 1e-7 * (1 + one.Upper));
    }, iter: 5);

    [Fact]
    public void Delta_of_epsilon_comes_back() => Gen.Select(Step, Gen.Long[1, 30], Delta).Sample((step, count, delta) =>
    {
        var loss = step.Repeat(count);
        var epsilon = Pld.Epsilon(loss, delta, AddRemove);
        if (epsilon.Upper == 0 || double.IsInfinity(epsilon.Upper))
        {
            return;
        }

        // The smallest δ at an ε that holds at δ is at most δ; at the lower end it is at least δ.
        Assert.True(Pld.Delta(loss, epsilon.Upper, AddRemove).Lower <= delta * (1 + Slack));
        Assert.True(Pld.Delta(loss, epsilon.Lower, AddRemove).Upper >= delta * (1 - Slack));
    }, iter: 5);

    [Fact]
    public void Gaussian_at_any_epsilon_is_inside() => Gen.Select(Noise, Gen.Long[1, 20], Gen.Double[0, 4]).Sample((sigma, count, epsilon) =>
    {
        var loss = PrivacyLoss.Gaussian(sigma).Repeat(count);
        var exact = Accountant.GaussianDp.Delta(loss, epsilon, AddRemove);
        var bracket = Pld.Delta(PrivacyLoss.Composed(loss, PrivacyLoss.Pure(1e-15)), epsilon, AddRemove);
        Assert.True(bracket.Upper >= exact.Lower && bracket.Lower <= exact.Upper, $"{bracket} misses {exact}");
        var sampled = Pld.Delta(PrivacyLoss.Gaussian(sigma).PoissonSampled(1 - new Rational(1, 1_000_000_000_000)).Repeat(count), epsilon, AddRemove);
        Assert.True(sampled.Upper >= exact.Lower * (1 - 1e-9) && sampled.Lower <= exact.Upper * (1 + 1e-9), $"{sampled} misses {exact}");
    }, iter: 5);

    [Fact]
    public void Randomized_responses_are_a_binomial() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 40], Gen.Double[0, 3]).Sample((hundredths, count, at) =>
    {
        var epsilon0 = hundredths / 100.0;
        var exact = Binomial(count, epsilon0, at * epsilon0);
        var bracket = Pld.Delta(PrivacyLoss.RandomizedResponse(epsilon0, 2).Repeat(count), at * epsilon0, Replace);
        Assert.True(bracket.Lower <= exact * (1 + 1e-9) && bracket.Upper >= exact * (1 - 1e-9), $"{bracket} misses {exact:R}");
    }, iter: 25);

    [Fact]
    public void Sampled_response_is_one_response_of_a_smaller_epsilon() => Gen.Select(Gen.Int[1, 300], Rate, Gen.Int[1, 20], Gen.Double[0, 2]).Sample((hundredths, rate, count, at) =>
    {
        // (1−q)Q + qP against Q is no symmetric pair: a composition by enumeration, in both directions.
        var (epsilon0, q) = (hundredths / 100.0, rate.ToDouble());
        var high = 1 / (1 + Math.Exp(-epsilon0));
        (double P, double Q)[] pair = [((q * high) + ((1 - q) * (1 - high)), 1 - high), ((q * (1 - high)) + ((1 - q) * high), high)];
        var exact = Math.Max(Pair(pair, count, at), Pair([.. pair.Select(a => (a.Q, a.P))], count, at));
        var bracket = Pld.Delta(PrivacyLoss.Pure(epsilon0).PoissonSampled(rate).Repeat(count), at, AddRemove);
        Assert.True(bracket.Lower <= exact * (1 + 1e-9) && bracket.Upper >= exact * (1 - 1e-9), $"{bracket} misses {exact:R}");
    }, iter: 25);

    [Fact]
    public void Discrete_Gaussians_are_a_lattice_sum() => Gen.Select(Gen.Int[40, 500], Gen.Double[0, 3]).Sample((hundredths, epsilon) =>
    {
        var sigma = hundredths / 100.0;
        double Weight(int x) => Math.Exp(-x * x / (2 * sigma * sigma));
        var total = Enumerable.Range(-400, 801).Sum(Weight);
        var exact = Enumerable.Range(-300, 601).Sum(x => Math.Max(0, Weight(x) - (Math.Exp(epsilon) * Weight(x - 1)))) / total;
        var bracket = Pld.Delta(PrivacyLoss.DiscreteGaussian(new Rational(hundredths, 100), 1), epsilon, AddRemove);
        Assert.True(bracket.Lower <= (exact * (1 + 1e-9)) + 1e-25 && bracket.Upper >= exact * (1 - 1e-9), $"{bracket} misses {exact:R}");
    }, iter: 15);

    [Theory]
    [InlineData(1e12)]
    [InlineData(1e9)]
    [InlineData(12345678)]
    [InlineData(1)]
    public void Laplace_of_any_scale_at_epsilon_zero_is_its_total_variation(double scale)
    {
        // 1 − e^{−λ/2}; atoms of large scales lie a rounding from the edge of the grid.
        foreach (var loss in new[] { PrivacyLoss.Laplace(scale), PrivacyLoss.Laplace(scale).PoissonSampled(1 - new Rational(1, 1_000_000_000_000)) })
        {
            var bracket = Pld.Delta(loss, 0, AddRemove);
            var exact = 0.5 / scale * (1 - (0.25 / scale));
            Assert.True(bracket.Upper >= (scale == 1 ? 1 - Math.Exp(-0.5) : exact) * (1 - 1e-9), $"{bracket} at {scale}");
        }
    }

    private static double Binomial(int count, double epsilon0, double epsilon)
    {
        var high = 1 / (1 + Math.Exp(-epsilon0));
        return Pair([(high, 1 - high), (1 - high, high)], count, epsilon);
    }

    // δ(ε) of so many draws of two outcomes, summed over the number of the first.
    private static double Pair((double P, double Q)[] pair, int count, double epsilon)
    {
        double sum = 0;
        double choose = 1;
        for (var k = 0; k <= count; k++)
        {
            var p = Math.Pow(pair[0].P, k) * Math.Pow(pair[1].P, count - k);
            var q = Math.Pow(pair[0].Q, k) * Math.Pow(pair[1].Q, count - k);
            sum += choose * Math.Max(0, p - (Math.Exp(epsilon) * q));
            choose = choose * (count - k) / (k + 1);
        }

        return sum;
    }
}
