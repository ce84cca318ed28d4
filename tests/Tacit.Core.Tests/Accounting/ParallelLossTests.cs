using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Disjoint parts that differ, by loss distributions: alone, beside other events, and under replace.</summary>
public sealed class ParallelLossTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;
    private const Neighbours Replace = Neighbours.Replace;

    private static readonly Accountant Pld = Accountant.LossDistributions;

    private static readonly Gen<PrivacyLoss> Part = Gen.OneOf(
        Gen.Int[30, 400].Select(n => PrivacyLoss.Laplace(new Rational(n, 100))),
        Gen.Int[30, 400].Select(n => PrivacyLoss.Gaussian(new Rational(n, 100))),
        Gen.Int[10, 200].Select(n => PrivacyLoss.Pure(new Rational(n, 100))),
        Gen.Int[40, 400].Select(n => PrivacyLoss.DiscreteGaussian(new Rational(n, 100), 1)),
        Gen.Select(Gen.Int[40, 400], Gen.Int[1, 60]).Select((n, q) => PrivacyLoss.Gaussian(new Rational(n, 100)).PoissonSampled(new Rational(q, 100))));

    [Fact]
    public void Parts_alike_cost_one()
    {
        var part = PrivacyLoss.Laplace(1).Repeat(5);
        Assert.Equal(Pld.Epsilon(part, 1e-6, AddRemove), Pld.Epsilon(PrivacyLoss.Parallel(part, part, part), 1e-6, AddRemove));
    }

    [Fact]
    public void Parts_alone_cost_the_worst_of_them_whatever_they_are_composed_of()
    {
        PrivacyLoss[] parts =
        [
            PrivacyLoss.Laplace(1).Repeat(3), PrivacyLoss.Gaussian(1).PoissonSampled(0.1).Repeat(200), PrivacyLoss.Composed(PrivacyLoss.Gaussian(2), PrivacyLoss.Pure(0.3)), PrivacyLoss.Gaussian(3),
        ];
        foreach (var delta in new[] { 1e-2, 1e-4, 1e-9 })
        {
            var one = parts.Select(part => Pld.Epsilon(part, delta, AddRemove)).MaxBy(bracket => bracket.Upper);
            var all = Pld.Epsilon(PrivacyLoss.Parallel(parts), delta, AddRemove);
            Assert.Equal(1, all.Upper / one.Upper, 1e-3);
            Assert.True(all.Lower <= one.Upper && all.Lower >= one.Upper * 0.999 && all.Upper >= one.Lower);
        }
    }

    [Fact]
    public void One_pair_of_laws_covers_every_way_to_fall_into_the_parts() => Gen.Select(Part, Part, Gen.Int[1, 6], Gen.Double[0, 3]).Sample((a, b, count, epsilon) =>
    {
        // Repeated parts use the largest curve. A unit may be in the first part so often and in the second otherwise.
        var whole = Pld.Delta(PrivacyLoss.Parallel(a, b).Repeat(count), epsilon, AddRemove);
        for (var first = 0; first <= count; first++)
        {
            PrivacyLoss[] mixed = [.. first > 0 ? new[] { a.Repeat(first) } : [], .. first < count ? new[] { b.Repeat(count - first) } : []];
            var one = Pld.Delta(PrivacyLoss.Composed(mixed), epsilon, AddRemove);
            Assert.True(one.Lower <= whole.Upper * (1 + 1e-9), $"{a}, {b}, {first} of {count} at {epsilon}: {one.Lower:R} > {whole.Upper:R}");
        }
    }, iter: 8);

    [Fact]
    public void One_pair_of_laws_is_no_looser_than_the_largest_curve() => Gen.Select(Part, Part, Gen.Double[0, 3]).Sample((a, b, epsilon) =>
    {
        // A free event beside them forces the pair of laws; alone the same parts are priced apart.
        var apart = Pld.Delta(PrivacyLoss.Parallel(a, b), epsilon, AddRemove);
        var pair = Pld.Delta(PrivacyLoss.Composed(PrivacyLoss.Parallel(a, b), PrivacyLoss.Pure(1e-12)), epsilon, AddRemove);
        Assert.True(pair.Upper >= apart.Lower * (1 - 1e-9), $"{a}, {b} at {epsilon}: {pair.Upper:R} < {apart.Lower:R}");
        Assert.True(pair.Upper <= (apart.Upper * 1.01) + (pair.Report?.TransformError ?? 0) + 1e-12, $"{a}, {b} at {epsilon}: {pair.Upper:R} > {apart.Upper:R}");
    }, iter: 10);

    [Fact]
    public void Answers_may_decide_the_part_and_the_price_still_holds()
    {
        // First a response, then a part that its answer chose: two responses of ε₁ after "yes", two of ε₂ beside a δ after "no". By enumeration.
        const double First = 0.5;
        (double P, double Q)[] response = Responses(First);
        (double P, double Q)[][] parts = [Responses(1.0), [.. Responses(0.2).Select(a => (a.P * 0.9, a.Q * 0.9)), (0.1, 0), (0, 0.1)]];
        var whole = PrivacyLoss.Composed(PrivacyLoss.Pure(First), PrivacyLoss.Parallel(PrivacyLoss.Pure(1), PrivacyLoss.Approximate(0.2, 0.1)));
        foreach (var epsilon in new[] { 0, 0.3, 0.7, 1.1, 1.4 })
        {
            foreach (var order in new[] { new[] { 0, 1 }, [1, 0] })
            {
                var exact = response.Zip(order).Sum(pair => parts[pair.Second].Sum(a => Math.Max(0, (a.P * pair.First.P) - (Math.Exp(epsilon) * a.Q * pair.First.Q))));
                Assert.True(Pld.Delta(whole, epsilon, AddRemove).Upper >= exact * (1 - 1e-12), $"order {order[0]} at {epsilon}");
            }
        }
    }

    [Fact]
    public void Under_replace_the_unit_stays_or_moves()
    {
        // Stays: one response of twice the ε. Moves: a response of each part. By enumeration of the two responses.
        var loss = PrivacyLoss.Parallel(PrivacyLoss.Pure(1), PrivacyLoss.Pure(0.4), PrivacyLoss.Pure(0.1));
        foreach (var epsilon in new[] { 0.1, 0.6, 0.9, 1.2, 1.9 })
        {
            var exact = Math.Max(Delta(epsilon, 2), Delta(epsilon, 1, 0.4));
            var bracket = Pld.Delta(loss, epsilon, Replace);
            Assert.True(bracket.Upper >= exact * (1 - 1e-9) && bracket.Upper <= exact * 1.01, $"{bracket} misses {exact:R} at {epsilon}");

            // Stated under replace each part counts whole.
            var stated = Pld.Delta(PrivacyLoss.Parallel(PrivacyLoss.Pure(1, Replace), PrivacyLoss.Pure(0.4, Replace), PrivacyLoss.Pure(0.1, Replace)), epsilon, Replace);
            var both = Delta(epsilon, 1, 0.4);
            Assert.True(stated.Upper >= both * (1 - 1e-9) && stated.Upper <= (both * 1.01) + 1e-12, $"{stated} misses {both:R} at {epsilon}");
        }

        // One part is that part, under either statement.
        Assert.Equal(Pld.Delta(PrivacyLoss.Pure(1, Replace), 0.5, Replace).Upper, Pld.Delta(PrivacyLoss.Parallel(PrivacyLoss.Pure(1, Replace)), 0.5, Replace).Upper);
        Assert.Equal(Pld.Delta(PrivacyLoss.Pure(1), 0.5, Replace).Upper, Pld.Delta(PrivacyLoss.Parallel(PrivacyLoss.Pure(1)), 0.5, Replace).Upper);

        // Parts alike count as two, and Gaussians stay exact: μ doubles in one part, or μ² adds over two.
        var two = Pld.Delta(PrivacyLoss.Parallel(PrivacyLoss.Laplace(1), PrivacyLoss.Laplace(1)), 1.5, Replace);
        Assert.True(two.Upper >= Pld.Delta(PrivacyLoss.Laplace(1).Repeat(2), 1.5, AddRemove).Lower);
        Assert.Equal(
            Accountant.GaussianDp.Epsilon(PrivacyLoss.Gaussian(1), 1e-6, Replace).Upper,
            Pld.Epsilon(PrivacyLoss.Parallel(PrivacyLoss.Gaussian(1), PrivacyLoss.Gaussian(2)), 1e-6, Replace).Upper);
    }

    [Fact]
    public void A_move_between_sampled_parts_removes_from_one_and_adds_to_the_other()
    {
        var (a, b) = (PrivacyLoss.Gaussian(1).PoissonSampled(0.3), PrivacyLoss.Laplace(1).PoissonSampled(0.5));
        var moved = Pld.Delta(PrivacyLoss.Parallel(a, b), 0.7, Replace);

        // Not below the same two steps with the smaller of their directions, nor above with the larger.
        Assert.True(moved.Upper >= 0.5 * Pld.Delta(PrivacyLoss.Composed(a, b), 0.7, AddRemove).Lower);
        Assert.True(moved.Upper <= Math.Max(Pld.Delta(PrivacyLoss.Composed(a, b), 0.7, AddRemove).Upper, Math.Max(Pld.Delta(a, 0.7, Replace).Upper, Pld.Delta(b, 0.7, Replace).Upper)) * 1.01);
    }

    private static (double P, double Q)[] Responses(double epsilon)
    {
        var high = 1 / (1 + Math.Exp(-epsilon));
        return [(high, 1 - high), (1 - high, high)];
    }

    private static double Delta(double epsilon, params double[] responses)
    {
        (double P, double Q)[] all = [(1, 1)];
        foreach (var one in responses)
        {
            all = [.. all.SelectMany(a => Responses(one).Select(b => (a.P * b.P, a.Q * b.Q)))];
        }

        return all.Sum(a => Math.Max(0, a.P - (Math.Exp(epsilon) * a.Q)));
    }
}
