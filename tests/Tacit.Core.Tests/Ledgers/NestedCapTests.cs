using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>Caps of analysts and purposes under that of the population: every one that a spend falls under guards it.</summary>
public sealed class NestedCapTests
{
    private static readonly Rational Tenth = new(1, 10);

    [Fact]
    public async Task A_refusal_names_the_cap_that_refused_and_nothing_of_the_others()
    {
        var hospital = await OpenAsync();
        var ann = hospital.Account.For(analyst: "ann", purpose: "research");
        for (var i = 0; i < 3; i++)
        {
            Assert.EndsWith("of hospital/purpose/research", (await hospital.CountAsync(ann.Spend(Tenth))).Receipt.Left, StringComparison.Ordinal);
        }

        await hospital.CountAsync(hospital.Account.For("bob").Spend(Tenth));
        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(ann.Spend(Tenth)));
        Assert.Equal("hospital/analyst/ann", error.Account);
        Assert.Contains("'hospital/analyst/ann' does not allow this. Cap: ε = 0.3; asked: ε = 0.1; left: ε = 0", error.Message.Replace("left: ε = 0.", "left: ε = 0", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("0.6", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("bob", error.Message, StringComparison.Ordinal);

        // Where the population's own cap refuses, it is named.
        await hospital.CountAsync(hospital.Account.Spend(new Rational(6, 10)));
        Assert.Equal("hospital", (await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.For("bob").Spend(Tenth)))).Account);
        Assert.Equal(
            [("hospital", Rational.One), ("hospital/analyst/ann", new(3, 10)), ("hospital/analyst/bob", Tenth), ("hospital/purpose/research", new(3, 10))],
            (await hospital.Ledger.StatusAsync()).Select(s => (s.Account, s.Spent.Epsilon!.Value)));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_cap_that_nobody_opened_allows_nothing()
    {
        var hospital = await OpenAsync();
        var error = await Assert.ThrowsAsync<LedgerException>(() => hospital.CountAsync(hospital.Account.For("eve").Spend(Tenth)));
        Assert.Contains("no cap 'hospital/analyst/eve'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await hospital.Account.StatusAsync()).Entries);
        Assert.Throws<BadInputException>(() => hospital.Account.For());
        Assert.Throws<BadInputException>(() => hospital.Account.For("ann/../bob"));
        Assert.Throws<BadInputException>(() => hospital.Account.For("ann").For("bob"));
        await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.CapAnalystAsync("hospital", "ann", PrivacyBudget.Pure(5)));
        Assert.Equal("hospital", (await hospital.Ledger.CapAnalystAsync("hospital", "ann", PrivacyBudget.Pure(new Rational(3, 10)))).Parent);
    }

    [Fact]
    public async Task A_cap_has_no_caps_of_its_own()
    {
        // It would guard nothing: spends fall under the caps of the population.
        var hospital = await OpenAsync();
        var error = await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.CapPurposeAsync("hospital/analyst/ann", "research", PrivacyBudget.Pure(Tenth)));
        Assert.Contains("'hospital/analyst/ann' is a cap of 'hospital'", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await hospital.Ledger.StatusAsync()).Count);
    }

    [Fact]
    public async Task An_answer_that_another_paid_for_is_not_free()
    {
        // Budgets per analyst that share answers would bound nobody.
        var hospital = await OpenAsync();
        await hospital.CountAsync(hospital.Account.For("bob").Spend(Tenth).ForPlan("all"));
        Assert.False((await hospital.CountAsync(hospital.Account.For("ann").Spend(Tenth).ForPlan("all"))).Receipt.IsRepeated);
        Assert.True((await hospital.CountAsync(hospital.Account.For("ann").Spend(Tenth).ForPlan("all"))).Receipt.IsRepeated);
        Assert.Equal(new Rational(2, 10), (await hospital.Account.StatusAsync()).Spent.Epsilon);
    }

    [Fact]
    public async Task A_void_a_stretch_and_a_renewal_count_in_every_cap()
    {
        var hospital = await OpenAsync();
        var ann = hospital.Account.For("ann", "research");
        var noise = Hospital.Noise(Tenth);
        await Assert.ThrowsAsync<InvalidDataException>(() => ann.Spend(Tenth).RunAsync<long>("fails", noise.Loss, (_, _) => throw new InvalidDataException(), Codec.Integer));
        Assert.All(await hospital.Ledger.StatusAsync(), s => Assert.Equal(Rational.Zero, s.Spent.Epsilon));

        await Assert.ThrowsAsync<BudgetExceededException>(() => ann.Spend(1).RunAsync("stretches", noise.Loss, async (permit, token) =>
        {
            var value = (long)permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), token));
            for (var i = 0; i < 5; i++)
            {
                await permit.ExtendAsync(noise.Loss, token);
                value += (long)permit.Draw(noise, 0);
            }

            return value;
        }, Codec.Integer));
        Assert.Equal([new(3, 10), new(3, 10), Rational.Zero, new(3, 10)], (await hospital.Ledger.StatusAsync()).Select(s => s.Spent.Epsilon!.Value));

        await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.RenewAsync("hospital/analyst/ann", "again"));
        await hospital.Ledger.RenewAsync("hospital", "new people");
        Assert.All(await hospital.Ledger.StatusAsync(), s => Assert.Equal((2, Rational.Zero), (s.Period, s.Spent.Epsilon!.Value)));
        await hospital.Ledger.CapPurposeAsync("hospital", "care", PrivacyBudget.Pure(1));
        await hospital.CountAsync(hospital.Account.For("ann", "care").Spend(Tenth));
        await hospital.Ledger.RaiseAsync("hospital/analyst/ann", PrivacyBudget.Pure(Tenth), "ends her study");
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(ann.Spend(Tenth)));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_dead_reservation_is_given_back_where_only_an_analysts_cap_needs_the_room()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var hospital = await OpenAsync(time);
        var ann = hospital.Account.For("ann");
        var noise = Hospital.Noise(new Rational(3, 10));
        var stalled = ann.Spend(1).RunAsync("stalls", noise.Loss, async (permit, token) =>
        {
            time.Advance(TimeSpan.FromMinutes(11));
            await hospital.CountAsync(ann.Spend(Tenth), token);
            return (long)permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), token));
        }, Codec.Integer);
        await Assert.ThrowsAsync<LedgerException>(() => stalled);
        Assert.Equal(Tenth, (await hospital.Ledger.StatusAsync()).Single(s => s.Account.EndsWith("ann", StringComparison.Ordinal)).Spent.Epsilon);
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Verification_finds_a_stretch_and_a_void_that_leave_a_cap_out()
    {
        var hospital = await OpenAsync();
        var noise = Hospital.Noise(Tenth);
        await hospital.Account.For("ann").Spend(1).RunAsync("stretches", noise.Loss, async (permit, token) =>
        {
            var value = (long)permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), token));
            await permit.ExtendAsync(noise.Loss, token);
            return value + (long)permit.Draw(noise, 0);
        }, Codec.Integer);
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
        await using var rewritten = Rewriter.Rewrite(hospital, r => r.Kind == LedgerRecordKind.Extended ? r with { Caps = string.Empty } : r);
        Assert.Contains("falls under other caps", Assert.Single((await rewritten.VerifyAsync()).Faults), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Rewriter.Rewrite(hospital, r => r.Kind == LedgerRecordKind.Reserved ? r with { Caps = "hospital" } : r));
    }

    [Fact]
    public async Task Caps_of_a_Renyi_account_add_its_divergences()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(3, 1e-5), filter: PrivacyFilter.Renyi());
        await Assert.ThrowsAsync<BadInputException>(() => hospital.Ledger.CapAnalystAsync("hospital", "ann", PrivacyBudget.Pure(1)));
        await hospital.Ledger.CapAnalystAsync("hospital", "ann", PrivacyBudget.Approximate(1, 1e-5));
        var run = PrivacyLoss.Gaussian(1.5).PoissonSampled(0.01).Repeat(100);
        var ann = hospital.Account.For("ann");
        var runs = 0;
        while (await TryAsync(hospital, ann.Spend(run), run))
        {
            runs++;
        }

        Assert.InRange(runs, 2, 20); // At the orders of the larger cap alone it would be none.
        Assert.True(await TryAsync(hospital, hospital.Account.Spend(run), run));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public void Whoever_spends_in_whatever_order_no_cap_is_passed_and_nothing_that_fits_is_refused() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[1, 3]).Array[1, 30].Sample(
        wishes =>
        {
            var hospital = OpenAsync().GetAwaiter().GetResult();
            string?[] analysts = [null, "ann", "bob"];
            string?[] purposes = [null, "research"];
            var spent = new Dictionary<string, int>(StringComparer.Ordinal);
            var caps = new Dictionary<string, int>(StringComparer.Ordinal) { ["all"] = 10, ["ann"] = 3, ["bob"] = 6, ["research"] = 5 };
            foreach (var (analyst, purpose, tenths) in wishes)
            {
                string[] under = [.. ((string?[])["all", analysts[analyst], purposes[purpose]]).OfType<string>()];
                var account = under.Length == 1 ? hospital.Account : hospital.Account.For(analysts[analyst], purposes[purpose]);
                var fits = under.All(name => spent.GetValueOrDefault(name) + tenths <= caps[name]);
                Assert.Equal(fits, TryAsync(hospital, account.Spend(new Rational(tenths, 10)), PrivacyLoss.Pure(new Rational(tenths, 10))).GetAwaiter().GetResult());
                foreach (var name in fits ? under : [])
                {
                    spent[name] = spent.GetValueOrDefault(name) + tenths;
                }
            }

            Assert.Empty(hospital.Ledger.VerifyAsync().GetAwaiter().GetResult().Faults);
        },
        iter: 60);

    private static async Task<Hospital> OpenAsync(TimeProvider? time = null)
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1), time);
        await hospital.Ledger.CapAnalystAsync("hospital", "ann", PrivacyBudget.Pure(new Rational(3, 10)));
        await hospital.Ledger.CapAnalystAsync("hospital", "bob", PrivacyBudget.Pure(new Rational(6, 10)));
        await hospital.Ledger.CapPurposeAsync("hospital", "research", PrivacyBudget.Pure(new Rational(5, 10)));
        return hospital;
    }

    private static async Task<bool> TryAsync(Hospital hospital, Spend spend, PrivacyLoss loss)
    {
        try
        {
            await spend.RunAsync("any", loss, async (permit, token) => (long)await permit.OpenAsync(Hospital.Count(), token) + permit.Draw(loss, _ => 0L, () => 0L), Codec.Integer);
            return true;
        }
        catch (BudgetExceededException e)
        {
            Assert.StartsWith(hospital.Account.Population.Name, e.Account, StringComparison.Ordinal);
            return false;
        }
    }
}
