using System.Diagnostics;
using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Relations, refusals and parameters that nobody should use.</summary>
public sealed class RelationAccountingTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;
    private const Neighbours Replace = Neighbours.Replace;

    private static readonly Accountant[] Both = [Accountant.LossDistributions, Accountant.Renyi];

    [Fact]
    public void AddRemove_loss_under_replace_has_twice_the_sensitivity()
    {
        foreach (var (single, twice) in new[]
        {
            (PrivacyLoss.Gaussian(2), PrivacyLoss.Gaussian(1, Replace)),
            (PrivacyLoss.Laplace(2).Repeat(7), PrivacyLoss.Laplace(1, Replace).Repeat(7)),
            (PrivacyLoss.Pure(0.3).Repeat(7), PrivacyLoss.Pure(0.6, Replace).Repeat(7)),
            (PrivacyLoss.Matrix(4, "tree(8)", "once"), PrivacyLoss.Gaussian(2, Replace)),
        })
        {
            foreach (var accountant in Both)
            {
                Assert.Equal(accountant.Epsilon(twice, 1e-6, Replace).Upper, accountant.Epsilon(single, 1e-6, Replace).Upper);
                Assert.Throws<UnpricedLossException>(() => accountant.Epsilon(twice, 1e-6, AddRemove));
                Assert.Throws<UnpricedLossException>(() => accountant.Delta(twice, 1, AddRemove));
            }
        }
    }

    [Fact]
    public void Poisson_sample_under_replace_costs_more_than_under_addRemove()
    {
        var loss = PrivacyLoss.Gaussian(1).PoissonSampled(0.01).Repeat(100);
        var replace = Accountant.LossDistributions.Epsilon(loss, 1e-6, Replace);
        Assert.Equal(0, replace.Lower);
        Assert.True(replace.Upper > Accountant.LossDistributions.Epsilon(loss, 1e-6, AddRemove).Upper);

        // Noise of 1 on a sensitivity of 2: the sample without replacement of the same noise.
        Assert.Equal(8.0807997, replace.Upper, 1e-3);

        // A loss stated under replace does not bound what one unit more does to a sample of random size.
        Assert.Throws<UnpricedLossException>(() => Accountant.LossDistributions.Epsilon(PrivacyLoss.Gaussian(0.5, Replace).PoissonSampled(0.01), 1e-6, Replace));
    }

    [Fact]
    public void Bounds_that_no_mechanism_reaches_have_no_lower_end()
    {
        foreach (var loss in new[]
        {
            PrivacyLoss.Exponential(0.1).Repeat(1000), PrivacyLoss.DiscreteLaplace(20, 2).Repeat(1000), PrivacyLoss.DiscreteGaussian(3, 0.1).Repeat(100),
        })
        {
            var bracket = Accountant.LossDistributions.Epsilon(loss, 1e-6, AddRemove);
            Assert.Equal(0, bracket.Lower);
            Assert.True(Accountant.Tightest.Epsilon(loss, 1e-6, AddRemove) is var best && best.Lower <= best.Upper);
        }

        Assert.True(Accountant.LossDistributions.Epsilon(PrivacyLoss.Pure(0.1).Repeat(10), 1e-6, AddRemove).Lower > 0.99);
        Assert.Equal(0, Accountant.LossDistributions.Epsilon(PrivacyLoss.Pure(0.1).Repeat(10), 1e-6, Replace).Lower);
    }

    [Fact]
    public void Refusals_name_the_event_and_who_takes_it()
    {
        (Accountant Accountant, PrivacyLoss Loss, string[] Words)[] cases =
        [
            (Accountant.LossDistributions, PrivacyLoss.Zcdp(0.1), ["'zcdp'", "Rényi"]),
            (Accountant.LossDistributions, PrivacyLoss.Renyi([2], [0.1]), ["'renyi'", "Rényi"]),
            (Accountant.LossDistributions, PrivacyLoss.DiscreteGaussian(3, 5), ["discrete Gaussian", "zCDP"]),
            (Accountant.LossDistributions, PrivacyLoss.Parallel(PrivacyLoss.Laplace(1).Repeat(2), PrivacyLoss.Gaussian(1)).Repeat(2), ["disjoint parts", "Rényi"]),
            (Accountant.LossDistributions, PrivacyLoss.Parallel(PrivacyLoss.Laplace(1), PrivacyLoss.Gaussian(1)).PoissonSampled(0.1), ["'parallel' inside a sample", "Rényi"]),
            (Accountant.LossDistributions, PrivacyLoss.NonPrivate(), ["'nonPrivate'"]),
            (Accountant.LossDistributions, PrivacyLoss.Pure(1).Repeat(2_000_000_000), ["steps", "Rényi"]),
            (Accountant.LossDistributions, PrivacyLoss.Composed(PrivacyLoss.Laplace(1), PrivacyLoss.Pure(1)).PoissonSampled(0.1), ["several events", "Rényi"]),
            (Accountant.Renyi, PrivacyLoss.NonPrivate(), ["'nonPrivate'"]),
            (Accountant.Renyi, PrivacyLoss.Approximate(1, 1e-9).PoissonSampled(0.1), ["'approximate'"]),
            (Accountant.GaussianDp, PrivacyLoss.Laplace(1), ["Gaussian", "loss distributions"]),
            (Accountant.Zcdp, PrivacyLoss.Gaussian(1).PoissonSampled(0.1), ["'poissonSampled'", "loss-distribution"]),
            (Accountant.Advanced, PrivacyLoss.Gaussian(1), ["'gaussian'", "loss distributions"]),
            (Accountant.Basic, PrivacyLoss.Gaussian(1), ["Gaussian", "loss distributions"]),
        ];
        foreach (var (accountant, loss, words) in cases)
        {
            var message = Assert.Throws<UnpricedLossException>(() => accountant.Epsilon(loss, 1e-6, AddRemove)).Message;
            Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
            Assert.Throws<UnpricedLossException>(() => accountant.Delta(loss, 1, AddRemove));
        }
    }

    [Fact]
    public void Delta_zero_is_the_sum_of_the_largest_losses()
    {
        var pld = Accountant.LossDistributions;
        Assert.Equal(1, pld.Epsilon(PrivacyLoss.Pure(0.1).Repeat(10), 0, AddRemove).Upper);
        Assert.Equal(double.PositiveInfinity, pld.Epsilon(PrivacyLoss.Gaussian(1).PoissonSampled(0.1), 0, AddRemove).Upper);
        Assert.Equal(3 * 0.0170368632, pld.Epsilon(PrivacyLoss.Laplace(1).PoissonSampled(0.01).Repeat(3), 0, AddRemove).Upper, 1e-9);
        Assert.Equal(double.PositiveInfinity, pld.Epsilon(PrivacyLoss.Approximate(1, 1e-9), 0, AddRemove).Upper);
        Assert.Equal((0, 0), pld.Epsilon(PrivacyLoss.Pure(0), 0, AddRemove) is var free ? (free.Lower, free.Upper) : default);
        Assert.Equal(double.PositiveInfinity, Accountant.Renyi.Epsilon(PrivacyLoss.Gaussian(1), 0, AddRemove).Upper);
    }

    [Fact]
    public void Sample_of_several_events_costs_between_nothing_and_all_of_them()
    {
        var inner = PrivacyLoss.Composed(PrivacyLoss.Laplace(1), PrivacyLoss.Gaussian(1));
        var whole = Accountant.RenyiDivergence(inner, 4, AddRemove);
        var sampled = Accountant.RenyiDivergence(inner.PoissonSampled(0.1), 4, AddRemove);
        Assert.Equal(Math.Log(0.9 + (0.1 * Math.Exp(3 * whole))) / 3, sampled, 1e-9);

        // A sample of one Gaussian is never above that bound.
        var tight = Accountant.RenyiDivergence(PrivacyLoss.Gaussian(1).PoissonSampled(0.1), 4, AddRemove);
        Assert.True(tight <= Math.Log(0.9 + (0.1 * Math.Exp(3 * 2.0))) / 3);
        Assert.True(Accountant.RenyiDivergence(PrivacyLoss.Gaussian(1, Replace).Repeat(2).SampledWithoutReplacement(1, 10), 4, Replace) > 0);

        // A sample of everything is no sample, wherever it stands.
        Assert.Equal(Accountant.LossDistributions.Epsilon(PrivacyLoss.Pure(1), 1e-6, AddRemove), Accountant.LossDistributions.Epsilon(PrivacyLoss.Pure(1).PoissonSampled(1), 1e-6, AddRemove));
    }

    [Fact]
    public void Cancelled_before_the_start_is_cancelled()
    {
        var token = new CancellationToken(canceled: true);
        var loss = PrivacyLoss.Gaussian(1).PoissonSampled(0.01).Repeat(1000);
        foreach (var accountant in Both)
        {
            Assert.ThrowsAny<OperationCanceledException>(() => accountant.Epsilon(loss, 1e-6, AddRemove, token));
            Assert.ThrowsAny<OperationCanceledException>(() => accountant.Delta(loss, 1, AddRemove, token));
        }
    }

    [Fact]
    public void Counts_beyond_a_long_are_refused()
    {
        var much = PrivacyLoss.Pure(1).Repeat(long.MaxValue);
        foreach (var accountant in Both)
        {
            Assert.Throws<BadInputException>(() => accountant.Epsilon(much.Repeat(2), 1e-6, AddRemove));
            Assert.Throws<BadInputException>(() => accountant.Epsilon(PrivacyLoss.Composed(much, much), 1e-6, AddRemove));
        }
    }

    [Theory]
    [InlineData("0.0001")]
    [InlineData("1e-400")]
    [InlineData("1e-12")]
    [InlineData("1e12")]
    [InlineData("1e400")]
    public void Extreme_parameters_give_numbers_or_refusals(string text)
    {
        var x = Rational.Parse(text);
        PrivacyLoss[] losses =
        [
            PrivacyLoss.Gaussian(x), PrivacyLoss.Gaussian(x).PoissonSampled(0.5), PrivacyLoss.Laplace(x), PrivacyLoss.Laplace(x).PoissonSampled(0.5), PrivacyLoss.Pure(x),
            PrivacyLoss.Pure(x).PoissonSampled(0.5), PrivacyLoss.DiscreteGaussian(x, 1), PrivacyLoss.Approximate(x, 1e-9), PrivacyLoss.Exponential(x),
            PrivacyLoss.Gaussian(x, Replace).SampledWithoutReplacement(1, 10), PrivacyLoss.Laplace(x, Replace).SampledWithoutReplacement(1, 10),
            PrivacyLoss.RandomizedResponse(x, long.MaxValue), .. x < Rational.One ? new[] { PrivacyLoss.Gaussian(1).PoissonSampled(x), PrivacyLoss.Laplace(1).PoissonSampled(x) } : [],
        ];
        foreach (var loss in losses)
        {
            Judge(loss.Repeat(3), 1e-6);
        }
    }

    [Fact]
    public void Random_losses_give_numbers_or_refusals() => Gen.Select(Losses.Random, Gen.Double[-12, -0.5]).Sample((loss, x) => Judge(loss, Math.Pow(10, x)), iter: 25);

    private static void Judge(PrivacyLoss loss, double delta)
    {
        foreach (var accountant in Both)
        {
            var watch = Stopwatch.StartNew();
            foreach (var ask in new Func<Bracket>[] { () => accountant.Epsilon(loss, delta, loss.Relation), () => accountant.Delta(loss, 1, loss.Relation) })
            {
                try
                {
                    var bracket = ask();
                    Assert.True(bracket.Lower >= 0 && bracket.Lower <= bracket.Upper, $"{accountant.Name} of {loss}: {bracket}");
                }
                catch (Exception e) when (e is UnpricedLossException or BadInputException)
                {
                    Assert.False(string.IsNullOrWhiteSpace(e.Message));
                }
            }

            // Two seconds on a free machine for each; tests share theirs.
            Assert.True(watch.Elapsed.TotalSeconds < 60, $"{accountant.Name} of {loss} took {watch.Elapsed}");
        }
    }
}
