using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Rényi values of the accounting specification, sections 3 and 5 (25 digits, independent code).</summary>
public sealed class RenyiReferenceTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;
    private const Neighbours Replace = Neighbours.Replace;

    [Theory]
    [InlineData(1.1, 256, 60_000, 14_061, 1e-5, 2.596456209, 2.596442019)]
    [InlineData(1, 1, 100, 1000, 1e-5, 2.101365272, 2.101322131)]
    [InlineData(2, 1, 100, 1000, 1e-6, 0.782796424, 0.782793966)]
    [InlineData(0.8, 1, 100, 10_000, 1e-6, 12.04724164, 12.04410726)]
    [InlineData(1.3, 256, 60_000, 3516, 1e-5, 0.954563953, 0.954486828)]
    [InlineData(0.7, 1, 10, 50, 1e-5, 12.26405761, 12.253067)]
    [InlineData(1, 1, 1, 1, 1e-5, 4.728507067, 4.728386985)]
    [InlineData(4, 1, 1, 10, 1e-5, 3.617099773, 3.616966247)]
    [InlineData(10, 1, 1, 100, 1e-6, 5.221539631, 5.221534445)]
    public void Epsilon(double sigma, long size, long total, long steps, double delta, double onOrders, double everywhere)
    {
        var bracket = Accountant.Renyi.Epsilon(PrivacyLoss.Gaussian(sigma).PoissonSampled(new Rational(size, total)).Repeat(steps), delta, AddRemove);
        Assert.Equal(0, bracket.Lower);
        Assert.InRange(bracket.Upper, everywhere * (1 - 2e-9) - 6e-9, onOrders);
        Assert.InRange(bracket.Upper, 0, everywhere * (1 + 2e-6));
    }

    [Theory]
    [InlineData(1.1, 256, 60_000, 1.1, 1.277966637e-5)]
    [InlineData(1.1, 256, 60_000, 2, 2.33957760e-5)]
    [InlineData(1.1, 256, 60_000, 2.5, 2.93580703e-5)]
    [InlineData(1.1, 256, 60_000, 8, 9.83410618e-5)]
    [InlineData(1.1, 256, 60_000, 8.1, 9.96597276e-5)]
    [InlineData(1.1, 256, 60_000, 8.8, 1.08964301e-4)]
    [InlineData(1.1, 256, 60_000, 16, 0.791891433)]
    [InlineData(1.1, 256, 60_000, 32, 7.590188346)]
    [InlineData(1, 1, 100, 1.5, 1.272537433e-4)]
    [InlineData(1, 1, 100, 4, 3.631540489e-4)]
    [InlineData(1, 1, 100, 16, 3.0878507837)]
    [InlineData(4, 1, 10, 1.1, 3.52739e-4)]
    [InlineData(4, 1, 10, 2, 6.44737e-4)]
    public void Sampled_Gaussian_per_step(double sigma, long size, long total, double order, double value)
    {
        var tau = Accountant.RenyiDivergence(PrivacyLoss.Gaussian(sigma).PoissonSampled(new Rational(size, total)), order, AddRemove);

        // As many digits as the reference states, and 1e-9 where it has them.
        var digits = value.ToString("E12", System.Globalization.CultureInfo.InvariantCulture).Split('E')[0].TrimEnd('0').Length - 1;
        Assert.Equal(1, tau / value, Math.Max(1e-9, 6 * Math.Pow(10, -digits)));
    }

    [Theory]
    [InlineData(0.7, 0.1, 2)]
    [InlineData(1, 0.01, 3)]
    [InlineData(1, 0.01, 17)]
    [InlineData(5, 0.9, 40)]
    [InlineData(0.3, 0.2, 12)]
    [InlineData(1.3, 1e-7, 6)]
    [InlineData(20, 0.001, 64)]
    public void Sampled_Gaussian_at_whole_orders_is_a_sum_over_binomials(double sigma, double rate, int order)
    {
        var logs = new List<double>();
        double choose = 0;
        for (var j = 0; j <= order; j++)
        {
            logs.Add(choose + ((order - j) * Math.Log(1 - rate)) + (j * Math.Log(rate)) + (j * (j - 1.0) / (2 * sigma * sigma)));
            choose += Math.Log(order - j) - Math.Log(j + 1);
        }

        var max = logs.Max();
        var exact = (max + Math.Log(logs.Sum(l => Math.Exp(l - max)))) / (order - 1);
        var tau = Accountant.RenyiDivergence(PrivacyLoss.Gaussian(sigma).PoissonSampled(rate), order, AddRemove);
        Assert.Equal(exact, tau, (exact * 1e-9) + 1e-13);
    }

    [Theory]
    [InlineData(0.1, 1.5)]
    [InlineData(1, 2)]
    [InlineData(1, 64)]
    [InlineData(8, 3)]
    [InlineData(1e-4, 1.001)]
    [InlineData(1e-3, 900)]
    public void Pure_and_Laplace_closed_forms(double epsilon, double order)
    {
        var p = 1 / (1 + Math.Exp(-epsilon));
        var pure = Math.Log((Math.Pow(p, order) * Math.Pow(1 - p, 1 - order)) + (Math.Pow(1 - p, order) * Math.Pow(p, 1 - order))) / (order - 1);
        var laplace = Math.Log((order / ((2 * order) - 1) * Math.Exp((order - 1) * epsilon)) + ((order - 1) / ((2 * order) - 1) * Math.Exp(-order * epsilon))) / (order - 1);

        // The plain formulas cancel: their own rounding is the tolerance.
        var rounding = 2e-15 * order / (order - 1);
        Assert.Equal(pure, Accountant.RenyiDivergence(PrivacyLoss.Pure(epsilon), order, AddRemove), (1e-10 * pure) + rounding);
        Assert.Equal(pure, Accountant.RenyiDivergence(PrivacyLoss.RandomizedResponse(epsilon, 2), order, Replace), (1e-10 * pure) + rounding);
        Assert.Equal(laplace, Accountant.RenyiDivergence(PrivacyLoss.Laplace(1 / Rational.FromDoubleExact(epsilon)), order, AddRemove), (1e-10 * laplace) + rounding);
    }

    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(0.5, 10, 7.5)]
    [InlineData(3, 100, 40)]
    public void Randomized_response_with_many_values(double epsilon, long values, double order)
    {
        var all = Math.Exp(epsilon) + values - 1;
        var (truth, other) = (Math.Exp(epsilon) / all, 1 / all);
        var exact = Math.Log((Math.Pow(truth, order) * Math.Pow(other, 1 - order)) + (Math.Pow(other, order) * Math.Pow(truth, 1 - order)) + ((values - 2) * other)) / (order - 1);
        Assert.Equal(1, Accountant.RenyiDivergence(PrivacyLoss.RandomizedResponse(epsilon, values), order, Replace) / exact, 1e-9);
    }

    [Theory]
    [InlineData(1, 0.01, 2)]
    [InlineData(1, 0.01, 17)]
    [InlineData(0.25, 0.3, 5)]
    public void Sampled_Laplace_is_at_least_both_directions(double scale, double rate, int order)
    {
        // Midpoints of x over both densities, in either direction.
        const int Points = 400_000;
        var (remove, add) = (0.0, 0.0);
        var reach = 1 + (45 * scale * 1.0);
        for (var k = 0; k < Points; k++)
        {
            var x = -reach + ((k + 0.5) * (2 * reach + 1) / Points);
            var (p, q) = (Math.Exp(-Math.Abs(x) / scale) / (2 * scale), Math.Exp(-Math.Abs(x - 1) / scale) / (2 * scale));
            var m = (rate * p) + ((1 - rate) * q);
            remove += Math.Pow(m / q, order) * q * (2 * reach + 1) / Points;
            add += Math.Pow(q / m, order) * m * (2 * reach + 1) / Points;
        }

        var exact = Math.Log(Math.Max(remove, add)) / (order - 1);
        Assert.Equal(exact, Accountant.RenyiDivergence(PrivacyLoss.Laplace(scale).PoissonSampled(rate), order, AddRemove), (exact * 1e-3) + 1e-8);
    }

    [Theory]
    [InlineData(256, 60_000, 14_061, 1, 1e-5, 2.1779431)]
    [InlineData(256, 60_000, 14_061, 3, 1e-5, 1.0139699)]
    [InlineData(1, 100, 1000, 1, 1e-6, 1.6594587)]
    [InlineData(1, 100, 1000, 8, 1e-6, 0.6450155)]
    public void Noise_calibrated_to_an_epsilon(long size, long total, long steps, double epsilon, double delta, double sigma)
    {
        PrivacyLoss Run(double noise) => PrivacyLoss.Gaussian(noise).PoissonSampled(new Rational(size, total)).Repeat(steps);
        Assert.True(Accountant.Renyi.Epsilon(Run(sigma + 2e-6), delta, AddRemove).Upper <= epsilon);
        Assert.True(Accountant.Renyi.Epsilon(Run(sigma - 2e-6), delta, AddRemove).Upper > epsilon);
    }

    [Fact]
    public void Other_readings_of_the_first_row()
    {
        // The conversion τ − ln δ/(α−1), best at order 8.8; and whole orders alone with the better conversion.
        var run = PrivacyLoss.Gaussian(1.1).PoissonSampled(new Rational(256, 60_000)).Repeat(14_061);
        double[] tenths = [.. Enumerable.Range(11, 99).Select(i => i / 10.0)];
        var old = tenths.MinBy(order => Old(order));
        Assert.Equal((8.8, 3.008163118), (old, Old(old)), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 2e-9);
        Assert.Equal(2.596882838, Enumerable.Range(2, 62).Min(order => Tau(order) + Math.Log(1 - (1.0 / order)) - (Math.Log(1e-5 * order) / (order - 1))), 2e-9);

        double Tau(double order) => Accountant.RenyiDivergence(run, order, AddRemove);
        double Old(double order) => Tau(order) - (Math.Log(1e-5) / (order - 1));
    }

    [Fact]
    public void Advanced_composition() =>
        Assert.Equal(5.7561055, Accountant.Advanced.Epsilon(PrivacyLoss.Pure(0.1).Repeat(100), 1e-6, AddRemove).Upper, 5e-8);

    [Fact]
    public void Stored_curves_answer_at_their_own_orders()
    {
        var stored = PrivacyLoss.Renyi([2, 16, 64], [0.01, 0.08, 0.32]);
        Assert.Equal(1, Accountant.RenyiDivergence(stored.Repeat(3), 16, AddRemove) / 0.24, 1e-10);
        Assert.Equal(double.PositiveInfinity, Accountant.RenyiDivergence(stored, 17, AddRemove));
        Assert.Throws<BadInputException>(() => Accountant.RenyiDivergence(stored, 1, AddRemove));
        Assert.Throws<BadInputException>(() => Accountant.RenyiDivergence(stored, double.NaN, AddRemove));
        Assert.Throws<UnpricedLossException>(() => Accountant.RenyiDivergence(PrivacyLoss.Approximate(1, 1e-9), 2, AddRemove));
        Assert.Throws<UnpricedLossException>(() => Accountant.Renyi.Epsilon(PrivacyLoss.Composed(stored, PrivacyLoss.Renyi([3], [1])), 1e-6, AddRemove));
    }
}
