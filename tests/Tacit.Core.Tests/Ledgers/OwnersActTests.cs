using Microsoft.Extensions.Time.Testing;
using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>Caps of every kind, and owners' acts while a run is under way.</summary>
public sealed class OwnersActTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static Dictionary<string, PrivacyBudget> Caps { get; } = new(StringComparer.Ordinal)
    {
        ["pure"] = PrivacyBudget.Pure(2),
        ["approximate"] = PrivacyBudget.Approximate(2, 1e-6),
        ["zCDP"] = PrivacyBudget.Zcdp(0.5),
        ["zCDP with a delta"] = PrivacyBudget.Zcdp(0.5, 1e-6),
    };

    public static TheoryData<string, string> Kinds()
    {
        var all = new TheoryData<string, string>();
        foreach (var from in Caps.Keys)
        {
            foreach (var to in Caps.Keys)
            {
                all.Add(from, to);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_cap_of_any_kind_may_follow_while_nothing_is_spent(string from, string to)
    {
        var hospital = await Hospital.OpenAsync(Caps[from], _time);
        var status = await hospital.Ledger.RaiseAsync("hospital", Caps[to], "another study");
        Assert.Equal(Caps[to], status.Cap);
        Assert.Equal(status.ToString(), (await hospital.Account.StatusAsync()).ToString());
        await hospital.CountAsync(hospital.Account.Spend(0.5));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_pure_cap_does_not_follow_Gaussian_noise_and_nothing_changes()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Zcdp(0.5));
        await Hospital.RunAsync(hospital.Account.SpendZcdp(0.1), IntegerNoise.Gaussian(Rational.Parse("0.1"), 1, "a person is counted once"));
        var error = await Assert.ThrowsAsync<BadInputException>(() => hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Pure(100), "a mistake"));
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        Assert.Equal(PrivacyBudget.Zcdp(0.5), (await hospital.Account.StatusAsync()).Cap);
        await hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Approximate(1, 1e-6), "counts in rho as well");
    }

    [Theory]
    [InlineData("pure")]
    [InlineData("zCDP")]
    public async Task A_cap_without_delta_does_not_follow_a_spend_with_delta(string to)
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        var loss = PrivacyLoss.Approximate(0.1, 1e-7);
        await hospital.Account.Spend(0.1, 1e-7).RunAsync("selects", loss, (permit, _) => Task.FromResult(permit.Draw(loss, _ => 1L, () => 1L)), Codec.Integer);
        await Assert.ThrowsAsync<BadInputException>(() => hospital.Ledger.RaiseAsync("hospital", Caps[to], "a mistake"));
        Assert.DoesNotContain(hospital.Store.Records, r => r.Kind == LedgerRecordKind.Raised);
    }

    [Fact]
    public async Task A_cap_below_what_is_reserved_lets_that_run_end_and_refuses_the_next()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(2));
        var answer = await InsideAsync(hospital, () => hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Pure(0.5), "an old copy was restored"));
        Assert.Equal("ε = 1", answer.Receipt.Price);
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(0.1)));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task No_period_ends_under_a_run_that_is_about_to_read()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1), _time);
        await InsideAsync(hospital, async () =>
        {
            var error = await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.RenewAsync("hospital", "new data"));
            Assert.Contains("2030-01-01 00:10:00 UTC", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal(1, (await hospital.Account.StatusAsync()).Period);
        Assert.Equal(2, (await hospital.Ledger.RenewAsync("hospital", "new data")).Period);
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_dead_reservation_is_made_void_by_the_renewal_and_its_owner_cannot_read_afterwards()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1), _time);
        var lost = await Assert.ThrowsAsync<LedgerException>(() => InsideAsync(hospital, async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(11));
            var status = await hospital.Ledger.RenewAsync("hospital", "new data");
            Assert.Equal((2, Rational.Zero, Rational.Zero), (status.Period, status.Spent.Epsilon, status.Lifetime.Epsilon));
        }));
        Assert.Contains("lost its reservation", lost.Message, StringComparison.Ordinal);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Void], hospital.Kinds(1));
        await hospital.CountAsync(hospital.Account.Spend(1));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_run_that_touched_before_the_renewal_stays_in_its_period_and_gets_no_stretch_of_the_next()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(10));
        var noise = Hospital.Noise(1);
        var answer = await hospital.Account.Spend(2).RunAsync("long run", noise.Loss, async (permit, token) =>
        {
            var exact = await permit.OpenAsync(Hospital.Count(), token);
            await hospital.Ledger.RenewAsync("hospital", "new data", token);
            var error = await Assert.ThrowsAsync<BudgetExceededException>(() => permit.ExtendAsync(noise.Loss, token));
            Assert.Contains("period 1", error.Message, StringComparison.Ordinal);
            return (long)permit.Draw(noise, exact);
        }, Codec.Integer);
        var status = await hospital.Account.StatusAsync();
        Assert.Equal(("ε = 1", Rational.Zero, Rational.One), (answer.Receipt.Price, status.Spent.Epsilon, status.Lifetime.Epsilon));
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
    }

    // A renewal makes sure that there is none. Where a store's list of reservations was wrong, the old period's reservation must not make room in the new one.
    [Fact]
    public async Task What_a_period_that_ended_gives_back_makes_no_room_in_the_next()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        await hospital.CountAsync(hospital.Account.Spend(0.5));
        await hospital.Ledger.RenewAsync("hospital", "new data");
        await hospital.CountAsync(hospital.Account.Spend(0.75));
        AccountState? state = null;
        foreach (var record in hospital.Store.Records)
        {
            state = AccountState.After(state, record);
        }

        var old = hospital.Store.Records.First(r => r.Kind == LedgerRecordKind.Reserved);
        var after = AccountState.After(state, old with { Kind = LedgerRecordKind.Void, Sequence = 99 });
        Assert.Equal((0.75, 0.75), (after.Spent.Epsilon!.Value.ToDouble(), after.Lifetime.Epsilon!.Value.ToDouble()));
    }

    [Fact]
    public async Task A_crashed_run_that_touched_does_not_stand_in_the_way_of_a_renewal()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1), _time);
        await Assert.ThrowsAsync<MechanismFailedException>(() => hospital.Account.Spend(1).RunAsync<long>("fails", Hospital.Noise(1).Loss, async (permit, token) =>
        {
            await permit.OpenAsync(Hospital.Count(), token);
            throw new InvalidOperationException("after the touch");
        }, Codec.Integer));
        var status = await hospital.Ledger.RenewAsync("hospital", "new data");
        Assert.Equal((Rational.Zero, Rational.One), (status.Spent.Epsilon, status.Lifetime.Epsilon));
    }

    // A count for ε = 1 with something that happens between the reservation and the touch.
    private static Task<Release<long>> InsideAsync(Hospital hospital, Func<Task> inside) => hospital.Account.Spend(1).RunAsync(
        "count",
        Hospital.Noise(1).Loss,
        async (permit, token) =>
        {
            await inside();
            return (long)permit.Draw(Hospital.Noise(1), await permit.OpenAsync(Hospital.Count(), token));
        },
        Codec.Integer);
}
