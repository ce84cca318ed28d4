using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Spending;

/// <summary>
/// Mechanisms of a stranger (no friend access) that break their reservation. None gets an answer, and the entry is spent exactly when the data was touched.
/// </summary>
public sealed class WallTests
{
    private static readonly IntegerNoise Reserved = Hospital.Noise(1);
    private static readonly IntegerNoise Half = Hospital.Noise(2);

    public static TheoryData<string> Breaches => [.. Bodies.Keys];

    private static Dictionary<string, Func<Permit, CancellationToken, Task<long>>> Bodies { get; } = new(StringComparer.Ordinal)
    {
        ["draws half its noise"] = (permit, _) => Task.FromResult((long)permit.Draw(Half, 42)),
        ["draws half its noise through a custom draw"] = (permit, _) => Task.FromResult(permit.Draw(Half.Loss, _ => 42L, () => 42L)),
        ["states the same price otherwise"] = (permit, _) => Task.FromResult(permit.Draw(PrivacyLoss.Pure(1), _ => 42L, () => 42L)),
        ["forgets to draw"] = (_, _) => Task.FromResult(42L),
        ["draws twice"] = (permit, _) => Task.FromResult((long)(permit.Draw(Reserved, 42) + permit.Draw(Reserved, 42))),
        ["selects without a reservation"] = (permit, _) =>
        {
            permit.Draw(Reserved, 42);
            return Task.FromResult(permit.Select(new PartitionSelection(1, 1e-6, 1), [1000])[0] ? 1L : 0L);
        },
        ["swallows the refusal and answers"] = (permit, _) =>
        {
            permit.Draw(Reserved, 42);
            try
            {
                permit.Draw(Reserved, 42);
            }
            catch (InvalidOperationException)
            {
            }

            return Task.FromResult(42L);
        },
        ["swallows the refusal of half the noise and then draws the whole"] = (permit, _) =>
        {
            try
            {
                permit.Draw(Half, 42);
            }
            catch (InvalidOperationException)
            {
            }

            return Task.FromResult((long)permit.Draw(Reserved, 42));
        },
        ["opens another population"] = async (permit, token) =>
        {
            permit.Draw(Reserved, 42);
            return (long)await permit.OpenAsync(Strangers(), token);
        },
        ["opens another population and swallows the refusal"] = async (permit, token) =>
        {
            try
            {
                await permit.OpenAsync(Strangers(), token);
            }
            catch (InvalidOperationException)
            {
            }

            return (long)permit.Draw(Reserved, 42);
        },
        ["opens its own name under another unit"] = async (permit, token) =>
        {
            permit.Draw(Reserved, 42);
            var twin = new Sensitive<long>(new Population("hospital", PrivacyUnit.Row()), _ => ValueTask.FromResult(42L));
            return await permit.OpenAsync(twin, token);
        },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task Breach_before_the_touch_gets_no_answer_and_spends_nothing(string name)
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(10, 1e-6));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hospital.Account.Spend(1).RunAsync(name, Reserved.Loss, Bodies[name], Codec.Integer));
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Void], hospital.Kinds(1));
        Assert.Equal(Rational.Zero, (await hospital.Account.StatusAsync()).Spent.Epsilon);
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
    }

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task Breach_after_the_touch_gets_no_answer_and_stays_spent(string name)
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(10, 1e-6));
        var error = await Assert.ThrowsAsync<MechanismFailedException>(() => hospital.Account.Spend(1).RunAsync(
            name, Reserved.Loss, async (permit, token) =>
            {
                await permit.OpenAsync(Hospital.Count(), token);
                return await Bodies[name](permit, token);
            },
            Codec.Integer));
        Assert.Contains("gets no answer", error.Message, StringComparison.Ordinal);
        Assert.Null(error.InnerException);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched], hospital.Kinds(1));
        Assert.Equal(Rational.One, (await hospital.Account.StatusAsync()).Spent.Epsilon);
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task Kept_permit_is_dead_afterwards()
    {
        var hospital = await Hospital.OpenAsync();
        Permit? kept = null;
        await hospital.Account.Spend(1).RunAsync("keeps", Reserved.Loss, async (permit, token) =>
        {
            kept = permit;
            return (long)permit.Draw(Reserved, await permit.OpenAsync(Hospital.Count(), token));
        }, Codec.Integer);
        await DeadAsync(kept!);
    }

    [Fact]
    public async Task Kept_permit_of_a_failed_run_is_dead()
    {
        var hospital = await Hospital.OpenAsync();
        Permit? kept = null;
        foreach (var touch in new[] { false, true })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => hospital.Account.Spend(1).RunAsync<long>("keeps", Reserved.Loss, async (permit, token) =>
            {
                kept = permit;
                if (touch)
                {
                    await permit.OpenAsync(Hospital.Count(), token);
                }

                throw new InvalidDataException("failed");
            }, Codec.Integer));
            await DeadAsync(kept!);
        }
    }

    [Fact]
    public async Task Opening_that_outlives_the_run_reads_nothing()
    {
        // The touch is held up by the store; the mechanism returns meanwhile, and its permit dies.
        var store = new SlowStore();
        var ledger = Ledger.Over(store, LedgerKeys.Create());
        var account = await ledger.AccountAsync(Hospital.People, PrivacyBudget.Pure(1));
        var reads = 0;
        var value = new Sensitive<long>(Hospital.People, _ =>
        {
            Interlocked.Increment(ref reads);
            return ValueTask.FromResult(42L);
        });
        Task<long>? open = null;
        await Assert.ThrowsAnyAsync<Exception>(() => account.Spend(1).RunAsync<long>("late", Reserved.Loss, (permit, token) =>
        {
            store.Hold();
            open = permit.OpenAsync(value, token).AsTask();
            store.Pass();
            throw new InvalidDataException("failed");
        }, Codec.Integer));
        store.Release();
        await Assert.ThrowsAnyAsync<Exception>(() => open!);
        Assert.Equal(0, reads);
    }

    [Fact]
    public async Task Mechanism_that_opens_nothing_still_pays()
    {
        var hospital = await Hospital.OpenAsync();
        var answer = await hospital.Account.Spend(1).RunAsync("blind", Reserved.Loss, (permit, _) => Task.FromResult((long)permit.Draw(Reserved, 0)), Codec.Integer);
        Assert.Equal("ε = 1", answer.Receipt.Price);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Settled], hospital.Kinds(1));
    }

    [Fact]
    public async Task Every_part_of_a_composed_loss_must_be_drawn()
    {
        var hospital = await Hospital.OpenAsync();
        var loss = PrivacyLoss.Composed(Reserved.Loss.Repeat(2), PrivacyLoss.Parallel(Half.Loss, Half.Loss));
        Task<Release<long>> RunAsync(int whole, int half) => hospital.Account.Spend(4).RunAsync("parts", loss, (permit, _) =>
        {
            for (var i = 0; i < whole; i++)
            {
                permit.Draw(Reserved, 0);
            }

            for (var i = 0; i < half; i++)
            {
                permit.Draw(Half, 0);
            }

            return Task.FromResult(0L);
        }, Codec.Integer);
        await RunAsync(2, 2);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(1, 2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(2, 1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(3, 2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(2, 3));
    }

    [Fact]
    public async Task Recipe_runs_only_when_the_touch_is_durable()
    {
        var hospital = await Hospital.OpenAsync();
        LedgerRecordKind[] seen = [];
        var watched = new Sensitive<Int128>(Hospital.People, _ =>
        {
            seen = hospital.Kinds(1);
            return ValueTask.FromResult((Int128)42);
        }).Select(v => v + 1);
        await hospital.Account.Spend(1).RunAsync("watched", Reserved.Loss, async (permit, token) =>
        {
            Assert.False(permit.IsTouched);
            var value = await permit.OpenAsync(watched, token);
            Assert.True(permit.IsTouched);
            Assert.Equal(43, value);
            return (long)permit.Draw(Reserved, value);
        }, Codec.Integer);
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched], seen);
    }

    [Fact]
    public async Task Overflowing_number_of_draws_is_refused_before_anything_is_reserved()
    {
        var hospital = await Hospital.OpenAsync();
        var loss = PrivacyLoss.Pure(0).Repeat(long.MaxValue).Repeat(2);
        await Assert.ThrowsAnyAsync<Exception>(() => hospital.Account.Spend(1).RunAsync("many", loss, (_, _) => Task.FromResult(0L), Codec.Integer));
        Assert.True(hospital.Kinds(1) is [] or [LedgerRecordKind.Reserved, LedgerRecordKind.Void], string.Join(", ", hospital.Kinds(1)));
    }

    private static Sensitive<Int128> Strangers() => new(new Population("strangers", PrivacyUnit.Person("id")), _ => ValueTask.FromResult((Int128)42));

    private static async Task DeadAsync(Permit permit)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await permit.OpenAsync(Hospital.Count()));
        Assert.Throws<InvalidOperationException>(() => permit.Draw(Reserved, 42));
        Assert.Throws<InvalidOperationException>(() => permit.Draw(Reserved.Loss, _ => 1, () => 1));
        Assert.Throws<InvalidOperationException>(() => permit.Select(new PartitionSelection(1, 1e-6, 1), [5]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => permit.ExtendAsync(Reserved.Loss));
    }
}
