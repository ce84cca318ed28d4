using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Add/remove to replace is a group of two; the way back does not exist.</summary>
public sealed class RelationTests
{
    private const Neighbours Replace = Neighbours.Replace;

    [Fact]
    public void AddRemove_to_replace_doubles_epsilon_and_quadruples_rho()
    {
        var laplace = PrivacyLoss.DiscreteLaplace(10, 1).Price(Replace);
        Assert.Equal((new Rational(1, 5), new Rational(1, 50)), (laplace.Epsilon, laplace.Rho));
        var gaussian = PrivacyLoss.Gaussian(2).Price(Replace);
        Assert.Equal((new Rational(1, 2), Rational.One), (gaussian.Rho, gaussian.MuSquared));
        Assert.Equal(PrivacyLoss.Gaussian(1).Price(), gaussian);
        var exponential = PrivacyLoss.Exponential(0.1).Price(Replace);
        Assert.Equal((new Rational(1, 5), new Rational(1, 200)), (exponential.Epsilon, exponential.Rho));
    }

    [Fact]
    public void AddRemove_to_replace_multiplies_delta_by_one_plus_e_to_the_epsilon()
    {
        var price = PrivacyLoss.Approximate(0.5, 1e-6).Price(Replace);
        Assert.Equal(Rational.One, price.Epsilon);
        Safely(1e-6 * (1 + Math.Exp(0.5)), price.Delta, 1e-10);
    }

    [Fact]
    public void Groups_of_three_match_the_oracle()
    {
        var price = PrivacyLoss.Approximate(0.5, 1e-6).Price().ForGroupsOf(3);
        Assert.Equal(new Rational(3, 2), price.Epsilon);
        Assert.InRange(price.Delta.ToDouble(), 5.36700305e-6, 5.36700315e-6);
        Safely(1e-6 * (1 + Math.Exp(0.5) + Math.E), price.Delta, 1e-10);
        var zcdp = PrivacyLoss.Gaussian(3).Price().ForGroupsOf(3);
        Assert.Equal((new Rational(1, 2), Rational.One), (zcdp.Rho, zcdp.MuSquared));
    }

    [Theory]
    [InlineData(1e-9, 2)]
    [InlineData(1e-9, 1000)]
    [InlineData(9.99e-4, 7)]
    [InlineData(1.001e-3, 7)]
    [InlineData(0.3, 50)]
    [InlineData(5, 9)]
    [InlineData(700, 3)]
    public void Group_delta_is_never_understated(double epsilon, int size)
    {
        // Σ_{j<k} e^{jε} by plain summation, all terms positive.
        var sum = Enumerable.Range(0, size).Sum(j => Math.Exp(j * epsilon));
        var price = PrivacyLoss.Approximate(epsilon, 1e-9).Price().ForGroupsOf(size);
        if (1e-9 * sum >= 1)
        {
            Assert.Equal(Rational.One, price.Delta);
            return;
        }

        Safely(1e-9 * sum, price.Delta, 0.01);
    }

    [Fact]
    public void Group_of_one_is_the_loss_and_groups_of_groups_multiply() => Gen.Select(Losses.Priced(Neighbours.AddRemove), Gen.Int[1, 9], Gen.Int[1, 9]).Sample((loss, a, b) =>
    {
        var price = loss.Price();
        Assert.Equal(price, price.ForGroupsOf(1));
        if (price.Delta.Sign == 0)
        {
            Assert.Equal(price.ForGroupsOf(a * b), price.ForGroupsOf(a).ForGroupsOf(b));
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void There_is_no_group_of_nobody(long size) =>
        Assert.ThrowsAny<Exception>(() => PrivacyLoss.Pure(1).Price().ForGroupsOf(size));

    [Fact]
    public void Replace_to_addRemove_is_refused()
    {
        PrivacyLoss[] losses = [PrivacyLoss.Pure(1, Replace), PrivacyLoss.RandomizedResponse(1, 2), PrivacyLoss.Composed(PrivacyLoss.Gaussian(1, Replace))];
        foreach (var loss in losses)
        {
            var error = Assert.Throws<UnpricedLossException>(() => loss.Price(Neighbours.AddRemove));
            Assert.Contains($"'{loss.Type}'", error.Message, StringComparison.Ordinal);
            Assert.Throws<UnpricedLossException>(() => loss.Epsilon(1e-6, Neighbours.AddRemove));
            Assert.Throws<UnpricedLossException>(() => loss.Delta(1, Neighbours.AddRemove));
        }
    }

    [Fact]
    public void Own_relation_is_the_own_price() => Losses.Priced(Replace).Sample(loss => Assert.Equal(loss.Price(), loss.Price(Replace)));

    [Fact]
    public void Replace_price_is_never_below_the_addRemove_price() => Losses.Priced(Neighbours.AddRemove).Where(l => l.Price() is { Epsilon: not null } or { Delta.Sign: 0 }).Sample(loss =>
    {
        Price replace;
        try
        {
            replace = loss.Price(Replace);
        }
        catch (UnpricedLossException)
        {
            return;
        }

        var one = loss.Price();
        Assert.True(replace.Delta >= one.Delta);
        Assert.True(replace.Epsilon is null || replace.Epsilon >= one.Epsilon);
        Assert.True(replace.Rho is null || replace.Rho >= one.Rho);
    });

    [Fact]
    public void Parallel_under_replace_is_a_part_twice_or_two_parts()
    {
        // Stated under add/remove: one part doubles (0.6), or the record moves from 0.3 to 0.2.
        var price = PrivacyLoss.Parallel(PrivacyLoss.Pure(0.1), PrivacyLoss.Pure(0.3), PrivacyLoss.Pure(0.2)).Price(Replace);
        Assert.Equal(new Rational(3, 5), price.Epsilon);

        // ρ: one part quadruples (0.4), or two parts add (0.15).
        Assert.Equal(new Rational(2, 5), PrivacyLoss.Parallel(PrivacyLoss.Zcdp(0.1), PrivacyLoss.Zcdp(0.05)).Price(Replace).Rho);

        // Stated under replace: a moving record touches two parts, and each may cost its whole replace price.
        var stated = PrivacyLoss.Parallel(PrivacyLoss.Pure(0.1, Replace), PrivacyLoss.Pure(0.3, Replace), PrivacyLoss.Pure(0.2, Replace));
        Assert.Equal(new Rational(1, 2), stated.Price().Epsilon);
    }

    [Fact]
    public async Task RandomizedResponse_is_refused_by_an_addRemove_account_and_costs_nothing()
    {
        var hospital = await Hospital.OpenAsync();
        var error = await Assert.ThrowsAsync<UnpricedLossException>(() => hospital.Account.Spend(1).RunAsync(
            "survey", PrivacyLoss.RandomizedResponse(1, 2), (_, _) => Task.FromResult(0L), Codec.Integer));
        Assert.Contains("randomizedResponse", error.Message, StringComparison.Ordinal);
        Assert.Equal(Price.Free with { MuSquared = null }, (await hospital.Account.StatusAsync()).Spent with { MuSquared = null });
    }

    [Fact]
    public async Task RandomizedResponse_is_taken_by_a_replace_account()
    {
        await using var ledger = new SimulatedLedger(seed: 1);
        var account = await ledger.AccountAsync(new Population("survey", PrivacyUnit.Person("id").Under(Replace)));
        var loss = PrivacyLoss.RandomizedResponse(1, 2);
        var answer = await account.Spend(1).RunAsync("survey", loss, (permit, _) => Task.FromResult(permit.Draw(loss, _ => 1L, () => 1L)), Codec.Integer);
        Assert.Equal("ε = 1", answer.Receipt.Price);
    }

    private static void Safely(double exact, Rational stated, double slack)
    {
        Assert.True(stated >= Rational.FromDoubleExact(exact * (1 - 1e-14)), $"{stated.ToDouble():R} understates {exact:R}.");
        Assert.True(stated.ToDouble() <= exact * (1 + slack));
    }
}
