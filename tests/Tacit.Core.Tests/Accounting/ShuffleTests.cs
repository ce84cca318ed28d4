using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Shuffled reports: the closed form beside the loss distribution, and large crowds.</summary>
public sealed class ShuffleTests
{
    private const Neighbours Replace = Neighbours.Replace;

    [Theory]
    [InlineData(0.25, 2_000)]
    [InlineData(1, 1_000)]
    [InlineData(1, 50_000)]
    [InlineData(3, 30_000)]
    [InlineData(4, 1_000_000)]
    public void Closed_form_is_never_below_the_loss_distribution(double local, long users)
    {
        var loss = PrivacyLoss.Shuffled(local, users);
        foreach (var delta in new[] { 1e-4, 1e-6, 1e-9 })
        {
            var closed = Accountant.Basic.Epsilon(loss, delta, Replace);
            Assert.True(closed.Upper >= Accountant.LossDistributions.Epsilon(loss, delta, Replace).Upper, $"{loss} at {delta}");
            Assert.Equal(0, closed.Lower);
        }
    }

    [Fact]
    public void Closed_form_beyond_its_range_is_one_report()
    {
        // ε₀ ≤ ln(n/(16 ln(2/δ))): here 0.69 for δ = 1e-6.
        Assert.Equal(1, Accountant.Basic.Epsilon(PrivacyLoss.Shuffled(1, 464), 1e-6, Replace).Upper, 1e-11);
        Assert.Equal(1, Accountant.Basic.Epsilon(PrivacyLoss.Shuffled(1, 1_000_000), 0, Replace).Upper, 1e-11);
        Assert.True(Accountant.Basic.Epsilon(PrivacyLoss.Shuffled(1, 10_000_000_000_000), 1e-6, Replace).Upper < 1e-5);
    }

    [Fact]
    public void More_users_never_cost_more()
    {
        var before = double.PositiveInfinity;
        foreach (var users in new[] { 100_000L, 900_000, 1_100_000, 30_000_000, 100_000_000, 100_000_000_000, 100_000_000_000_000, long.MaxValue })
        {
            var epsilon = PrivacyLoss.Shuffled(1, users).Epsilon(1e-6, Replace);
            Assert.True(epsilon <= before * (1 + 1e-3), $"{users}: {epsilon} after {before}");
            before = epsilon;
        }

        // With a hundred times the users a tenth of the ε is left: the asymptotic 1/√n.
        Assert.Equal(0.1, PrivacyLoss.Shuffled(1, 100_000_000).Epsilon(1e-6, Replace) / PrivacyLoss.Shuffled(1, 1_000_000).Epsilon(1e-6, Replace), 0.04);
    }

    [Fact]
    public void Basic_composition_shares_what_is_left_of_delta()
    {
        var shuffle = PrivacyLoss.Shuffled(1, 100_000);
        var two = PrivacyLoss.Composed(shuffle.Repeat(2), PrivacyLoss.Approximate(0.3, 4e-7, Replace));
        var each = Accountant.Basic.Epsilon(shuffle, 3e-7, Replace).Upper;
        Assert.Equal(0.3 + (2 * each), Accountant.Basic.Epsilon(two, 1e-6, Replace).Upper, 1e-9);
        Assert.Equal(double.PositiveInfinity, Accountant.Basic.Epsilon(two, 3e-7, Replace).Upper);

        // δ at that ε comes back, on the safe side.
        Assert.Equal(1, Accountant.Basic.Delta(two, 0.3 + (2 * each), Replace).Upper / 1e-6, 1e-5);
        Assert.Equal(1, Accountant.Basic.Delta(two, 0.29, Replace).Upper);
        Assert.Equal(4e-7, Accountant.Basic.Delta(two, 2.3, Replace).Upper, 1e-18);
        Assert.Throws<UnpricedLossException>(() => Accountant.Basic.Epsilon(two, 1e-6, Neighbours.AddRemove));
    }
}
