using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Discrete Gaussian noise on vectors of integers: every shift of a bounded norm, by enumeration.</summary>
public sealed class DiscreteGaussianVectorTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;

    // σ² below 4s takes the convolution, above it the envelope; 1.9 and 2.1 are on either side for s = 1.
    [Theory]
    [InlineData("0.8", 2)]
    [InlineData("1.9", 1)]
    [InlineData("2.1", 1)]
    [InlineData("2.5", 2)]
    [InlineData("3", 2)]
    [InlineData("2", 3)]
    [InlineData("5.5", 3)]
    [InlineData("9", 4)]
    public void No_shift_of_the_norm_costs_more_and_one_costs_as_much(string sigma, int shift)
    {
        var s = Rational.Parse(sigma);
        foreach (var epsilon in new[] { 0, 0.4, 1.3, 3 })
        {
            var worst = Shifts(shift * shift).Max(v => Exact(s.ToDouble(), v, epsilon));
            var bracket = Accountant.LossDistributions.Delta(PrivacyLoss.DiscreteGaussian(s, shift), epsilon, AddRemove);
            Assert.True(bracket.Upper >= worst * (1 - 1e-9), $"{bracket} is below {worst:R} at {epsilon}.");
            Assert.True(bracket.Upper <= (worst * 1.01) + 1e-15, $"{bracket} is far above {worst:R} at {epsilon}.");
        }
    }

    [Fact]
    public void A_norm_between_squares_counts_as_the_square_below()
    {
        var pld = Accountant.LossDistributions;
        var two = pld.Delta(PrivacyLoss.DiscreteGaussian(3, 1.5), 1, AddRemove);
        Assert.Equal(1, two.Upper / Exact(3, [1, 1], 1), 1e-2);
        Assert.True(two.Lower > 0.99 * two.Upper);
        Assert.Equal(pld.Delta(PrivacyLoss.DiscreteGaussian(3, 1.5), 1, AddRemove), pld.Delta(PrivacyLoss.DiscreteGaussian(3, 1.7), 1, AddRemove));
        Assert.True(pld.Delta(PrivacyLoss.DiscreteGaussian(3, 1.75), 1, AddRemove).Upper > two.Upper);
    }

    [Fact]
    public void A_sample_takes_the_worst_shift_too()
    {
        // (1−q)Q + qP against Q for each shift, by enumeration.
        var loss = PrivacyLoss.DiscreteGaussian(1.5, 2).PoissonSampled(0.2);
        foreach (var epsilon in new[] { 0.05, 0.2, 0.5 })
        {
            var worst = Shifts(4).Max(v => Sampled(1.5, v, 0.2, epsilon));
            var bracket = Accountant.LossDistributions.Delta(loss, epsilon, AddRemove);
            Assert.True(bracket.Upper >= worst * (1 - 1e-9) && bracket.Upper <= worst * 1.01, $"{bracket} misses {worst:R} at {epsilon}.");
        }
    }

    [Fact]
    public void Under_replace_a_count_has_twice_the_shift()
    {
        var loss = PrivacyLoss.DiscreteGaussian(4, 1);
        var replace = Accountant.LossDistributions.Delta(loss, 1, Neighbours.Replace);
        Assert.Equal(0, replace.Lower);
        Assert.Equal(Accountant.LossDistributions.Delta(PrivacyLoss.DiscreteGaussian(4, 2), 1, AddRemove).Upper, replace.Upper);
    }

    [Theory]
    [InlineData(150, 1)]
    [InlineData(150, 2)]
    [InlineData(100, 2)]
    public void Noise_of_weighted_coordinates_is_not_priced_below_its_law(int move, double epsilon)
    {
        // σ = 3 over a weight of 100: the coordinate moves by 150 of 300, nearly as under continuous noise. Lattices of one step know no move of 1.5.
        var noise = Tacit.Mechanisms.IntegerNoise.Gaussian(new Rational(move * move, 180_000), new Rational(move, 100), "a sum of values up to 150");
        Assert.Equal(3, noise.Scale);
        var exact = Exact(300, [move], epsilon);
        foreach (var loss in new[] { noise.Loss, noise.Loss.PoissonSampled(Rational.One) })
        {
            Assert.True(loss.Delta(epsilon, AddRemove) >= exact, $"{loss.Delta(epsilon, AddRemove):R} is below {exact:R}");
        }

        Assert.Equal(new Rational(move * move, 180_000), noise.Loss.Price().Rho);
        Assert.Equal(4 * noise.Loss.Price().Rho, noise.Loss.Price(Neighbours.Replace).Rho);
        Assert.Equal(Accountant.RenyiDivergence(PrivacyLoss.DiscreteGaussian(3, noise.Shift), 7, Neighbours.Replace), Accountant.RenyiDivergence(noise.Loss, 7, Neighbours.Replace));
        Assert.Throws<UnpricedLossException>(() => _ = Accountant.LossDistributions.Delta(noise.Loss, epsilon, AddRemove));
    }

    // Multisets of positive integers whose squares add up to at most the square: what they are not, a coordinate more covers.
    private static IEnumerable<int[]> Shifts(int square, int largest = 4)
    {
        yield return [];
        for (var v = 1; v <= largest && v * v <= square; v++)
        {
            foreach (var rest in Shifts(square - (v * v), v))
            {
                yield return [v, .. rest];
            }
        }
    }

    // Σ max(0, P − e^ε Q) over the sum of the coordinates' losses, coordinate by coordinate.
    private static double Exact(double sigma, int[] shift, double epsilon) => Law(sigma, shift).Sum(a => Math.Max(0, a.P - (Math.Exp(epsilon) * a.Q)));

    private static double Sampled(double sigma, int[] shift, double rate, double epsilon) => Math.Max(
        Law(sigma, shift).Sum(a => Math.Max(0, (rate * a.P) + ((1 - rate) * a.Q) - (Math.Exp(epsilon) * a.Q))),
        Law(sigma, shift).Sum(a => Math.Max(0, a.Q - (Math.Exp(epsilon) * ((rate * a.P) + ((1 - rate) * a.Q))))));

    private static Dictionary<int, (double P, double Q)>.ValueCollection Law(double sigma, int[] shift)
    {
        // Outcomes with the same Σ v·x have the same loss.
        var law = new Dictionary<int, (double P, double Q)> { [0] = (1, 1) };
        var reach = (int)(11 * sigma) + 6;
        double Weight(double x) => Math.Exp(-x * x / (2 * sigma * sigma));
        var total = Enumerable.Range(-40 * (reach + 2), 80 * (reach + 2)).Sum(x => Weight(x));
        foreach (var v in shift)
        {
            var next = new Dictionary<int, (double P, double Q)>();
            foreach (var (y, (p, q)) in law)
            {
                for (var x = -reach; x <= reach + v; x++)
                {
                    var (a, b) = next.GetValueOrDefault(y + (v * x));
                    next[y + (v * x)] = (a + (p * Weight(x - v) / total), b + (q * Weight(x) / total));
                }
            }

            law = next;
        }

        return law.Values;
    }
}
