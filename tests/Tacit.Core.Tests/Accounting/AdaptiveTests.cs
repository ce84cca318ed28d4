using CsCheck;
using Tacit.Accounting;
using Tacit.Accounting.Adaptive;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Filters and odometers: the bounds of the specification, refusals that charge nothing, and what holds for every accepted history.</summary>
public sealed class AdaptiveTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;

    [Theory]
    [InlineData(1, 16, 0.2821339)]
    [InlineData(1, 32, 0.6755254)]
    [InlineData(1, 64, 0.8514662)]
    [InlineData(16, 16, 0.0972947)]
    [InlineData(16, 32, 0.5860871)]
    [InlineData(16, 64, 0.8074569)]
    public void Bounds_divide_delta_over_the_orders(int orders, double order, double bound)
    {
        // δ = 1e-6, half of it for the orders.
        var others = Enumerable.Range(0, orders - 1).Select(k => 200.0 + k);
        Assert.Equal(bound, new RenyiFilter(1, 1e-6, AddRemove, [order, .. others]).BoundAt(order), 6e-8);
    }

    [Fact]
    public void Sampled_steps_are_accepted_until_the_filter_is_full_and_a_refusal_charges_nothing()
    {
        var filter = new RenyiFilter(1, 1e-6);
        var step = PrivacyLoss.Gaussian(1.5).PoissonSampled(0.01).Repeat(10);
        var rounds = 0;
        while (filter.Accepts(step))
        {
            filter.Charge(step);
            rounds++;
        }

        var before = filter.Orders.Select(filter.SpentAt).ToArray();
        Assert.Contains("Nothing was charged", Assert.Throws<BudgetExceededException>(() => filter.Charge(step)).Message, StringComparison.Ordinal);
        Assert.Equal(before, filter.Orders.Select(filter.SpentAt));

        // A run that was fixed beforehand may use all of δ at its best order: the filter allows less, and not much less.
        var fixedBeforehand = Calibration.Steps(step.Repeat, 1, 1e-6, AddRemove, Accountant.Renyi);
        Assert.InRange(rounds, 0.5 * fixedBeforehand, fixedBeforehand);
    }

    [Fact]
    public void What_a_filter_accepts_holds() => Gen.Select(Gen.Int[1, 40], Gen.Int[5, 60], Gen.Int[1, 30], Gen.Double[0.2, 4]).Sample(
        (tenths, sigma, laplace, cap) =>
        {
            var filter = new RenyiFilter(cap, 1e-5);
            var accepted = new List<PrivacyLoss>();
            PrivacyLoss[] wishes =
            [
                PrivacyLoss.Gaussian(sigma / 10.0).PoissonSampled(tenths / 100.0), PrivacyLoss.Laplace(laplace), PrivacyLoss.Gaussian(sigma), PrivacyLoss.Approximate(0.01, 1e-7), PrivacyLoss.Pure(0.05),
            ];
            for (var round = 0; round < 40; round++)
            {
                var wish = wishes[(round * 7 + tenths) % wishes.Length];
                if (filter.Accepts(wish))
                {
                    filter.Charge(wish);
                    accepted.Add(wish);
                }
            }

            if (accepted.Count > 0)
            {
                Assert.True(Accountant.LossDistributions.Epsilon(PrivacyLoss.Composed(accepted), 1e-5, AddRemove).Lower <= cap);
            }
        },
        iter: 12);

    [Fact]
    public void A_pure_session_has_the_whole_sum()
    {
        var filter = new RenyiFilter(1, 1e-6);
        for (var k = 0; k < 10; k++)
        {
            filter.Charge(PrivacyLoss.Pure(0.1));
        }

        Assert.False(filter.Accepts(PrivacyLoss.Pure(0.1)));
    }

    [Fact]
    public void Key_selection_has_half_of_delta()
    {
        var filter = new RenyiFilter(10, 1e-6);
        filter.Charge(PrivacyLoss.Approximate(0.1, 5e-7));
        Assert.False(filter.Accepts(PrivacyLoss.Approximate(0.1, 1e-9)));
        Assert.True(filter.Accepts(PrivacyLoss.Pure(0.1)));
    }

    [Fact]
    public void Bad_filters_are_refused()
    {
        Assert.Throws<BadInputException>(() => new RenyiFilter(1, 0));
        Assert.Throws<BadInputException>(() => new RenyiFilter(0, 1e-6));
        Assert.Throws<BadInputException>(() => new RenyiFilter(1, 1e-6, AddRemove, [1]));
        Assert.Throws<BadInputException>(() => new RenyiFilter(1, 1e-6, AddRemove, 2e6));
        Assert.Throws<BadInputException>(() => new RenyiFilter(1, 1e-6).BoundAt(2.5));
        Assert.Throws<UnpricedLossException>(() => new RenyiFilter(1, 1e-6).Charge(PrivacyLoss.NonPrivate()));
        Assert.Throws<UnpricedLossException>(() => new RenyiFilter(1, 1e-6).Charge(PrivacyLoss.Pure(1, Neighbours.Replace)));
    }

    [Fact]
    public void A_reading_covers_what_was_spent_at_every_moment()
    {
        var odometer = new PrivacyOdometer(1e-6, 1e-4);
        Assert.Equal((0.0, 0.0), odometer.Reading);
        var before = 0.0;
        for (var k = 1; k <= 200; k++)
        {
            odometer.Add(PrivacyLoss.Gaussian(20));
            var (epsilon, delta) = odometer.Reading;
            Assert.True(epsilon >= before);
            Assert.True(epsilon >= PrivacyLoss.Gaussian(20).Repeat(k).Epsilon(1e-6, AddRemove));
            Assert.InRange(delta, 1e-6 * (1 - 1e-9), 1e-6 * (1 + 1e-9));
            before = epsilon;
        }

        // The family of caps costs at most a doubling of ρ and a smaller δ.
        Assert.InRange(before, 1, 2.2 * PrivacyLoss.Gaussian(20).Repeat(200).Epsilon(1e-6, AddRemove));
    }

    [Fact]
    public void A_pure_session_reads_its_sum()
    {
        var odometer = new PrivacyOdometer(1e-6, 1);
        odometer.Add(PrivacyLoss.Pure(0.1).Repeat(3));
        odometer.Add(PrivacyLoss.Laplace(10));
        Assert.Equal(0.4, odometer.Reading.Epsilon, 1e-15);
    }
}
