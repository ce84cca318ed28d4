using Tacit.Ledgers;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>An equal plan repeats its stored answer at no cost.</summary>
public sealed class StoredAnswerTests
{
    [Fact]
    public async Task Same_plan_repeats_at_no_cost_and_says_so()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        var spend = hospital.Account.Spend(0.6).ForPlan("count(*), data version 1");
        var first = await hospital.CountAsync(spend);
        var again = await hospital.CountAsync(spend);

        Assert.Equal((first.Value, false, true), (again.Value, first.Receipt.IsRepeated, again.Receipt.IsRepeated));
        Assert.Equal((first.Receipt.Entry, first.Receipt.Sequence, first.Receipt.Head, first.Receipt.IsPrivate),
            (again.Receipt.Entry, again.Receipt.Sequence, again.Receipt.Head, again.Receipt.IsPrivate));
        Assert.Contains("stored answer, paid nothing", again.ToString(), StringComparison.Ordinal);
        Assert.Contains("paid ε = 0.6", first.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await hospital.Account.StatusAsync()).Entries);
        Assert.Equal(4, hospital.Store.Records.Count);
    }

    [Fact]
    public async Task An_interval_without_ends_is_stored_and_comes_back()
    {
        var hospital = await Hospital.OpenAsync();
        var noise = Hospital.Noise(1);
        var open = new Estimate(double.NaN, double.NegativeInfinity, double.PositiveInfinity, 0.95, "noise only");
        async Task<Release<Table>> AskAsync() => await hospital.Account.Spend(1).ForPlan("p").RunAsync(
            "m", noise.Loss,
            async (permit, t) =>
            {
                permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), t));
                return new Table(["k"], ["v", "w"], [new(["a"], [open, null])]);
            },
            Codec.Table);
        await AskAsync();
        var again = await AskAsync();
        Assert.True(again.Receipt.IsRepeated);
        Assert.Equal([open, null], again.Value.Rows.Single().Values);
        Assert.Equal(
            """{"keys":["k"],"values":["v","w"],"rows":[{"keys":["a"],"values":[{"value":"NaN","low":"-Infinity","high":"Infinity","confidence":0.95,"covers":"noise only"},null]}]}""",
            System.Text.Encoding.UTF8.GetString(Codec.Table.Encode(again.Value)));
        Assert.Throws<FormatException>(() => Codec.Number.Decode("\"many\""u8.ToArray()));
    }

    [Fact]
    public async Task Repeated_answer_is_equal_byte_for_byte()
    {
        var hospital = await Hospital.OpenAsync();
        var noise = Hospital.Noise(1);
        async Task<Release<IReadOnlyList<Estimate>>> AskAsync() => await hospital.Account.Spend(1).ForPlan("p").RunAsync<IReadOnlyList<Estimate>>(
            "m", noise.Loss,
            async (permit, t) =>
            {
                var value = (double)permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), t)) / 3;
                return [new Estimate(value, value - 0.1, Math.BitIncrement(value), 0.95, "Größe „<&>“ " + Estimate.NoiseOnly)];
            },
            Codec.Estimates);
        var first = await AskAsync();
        var again = await AskAsync();
        Assert.True(again.Receipt.IsRepeated);
        Assert.Equal(Codec.Estimates.Encode(first.Value), Codec.Estimates.Encode(again.Value));
        Assert.Equal(first.Value.AsEnumerable(), again.Value);
    }

    [Fact]
    public async Task Other_plan_mechanism_or_loss_pays()
    {
        var hospital = await Hospital.OpenAsync();
        async Task<Release<long>> AskAsync(string plan, string mechanism, double epsilon)
        {
            var noise = Hospital.Noise(epsilon);
            return await hospital.Account.Spend(1).ForPlan(plan).RunAsync(
                mechanism, noise.Loss, async (permit, t) => (long)permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), t)), Codec.Integer);
        }

        await AskAsync("p", "m", 1);
        Assert.False((await AskAsync("q", "m", 1)).Receipt.IsRepeated);
        Assert.False((await AskAsync("p", "n", 1)).Receipt.IsRepeated);
        Assert.False((await AskAsync("p", "m", 0.5)).Receipt.IsRepeated);
        Assert.True((await AskAsync("p", "m", 1)).Receipt.IsRepeated);
        Assert.Equal(4, (await hospital.Account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task Without_a_plan_every_question_pays()
    {
        var hospital = await Hospital.OpenAsync();
        await hospital.CountAsync(hospital.Account.Spend(1));
        Assert.False((await hospital.CountAsync(hospital.Account.Spend(1))).Receipt.IsRepeated);
        Assert.Equal(2, (await hospital.Account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task Stored_answer_needs_no_budget()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        var spend = hospital.Account.Spend(1).ForPlan("p");
        var first = await hospital.CountAsync(spend);
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(1).ForPlan("q")));
        Assert.Equal(first.Value, (await hospital.CountAsync(spend)).Value);
    }

    [Fact]
    public async Task Failed_run_leaves_no_answer_behind()
    {
        var hospital = await Hospital.OpenAsync();
        var spend = hospital.Account.Spend(1).ForPlan("p");
        var noise = Hospital.Noise(1);
        await Assert.ThrowsAsync<MechanismFailedException>(() => spend.RunAsync(
            "count", noise.Loss, async (permit, t) => (long)await permit.OpenAsync(Hospital.Count(), t), Codec.Integer));
        Assert.False((await hospital.CountAsync(spend)).Receipt.IsRepeated);
        Assert.Equal(2, (await hospital.Account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task Another_key_neither_spends_nor_finds_answers()
    {
        var hospital = await Hospital.OpenAsync();
        await hospital.CountAsync(hospital.Account.Spend(1).ForPlan("p"));
        var wrongKey = Ledger.Over(hospital.Store, LedgerKeys.Create());
        await Assert.ThrowsAsync<LedgerException>(() => wrongKey.AccountAsync(Hospital.People, PrivacyBudget.Pure(10)));
    }

    [Fact]
    public async Task An_answer_to_another_question_is_refused_wherever_the_store_finds_it()
    {
        var list = new ListStore();
        var store = new SwappedStore(list);
        await using var ledger = Ledger.Over(store, LedgerKeys.Create());
        var account = await ledger.AccountAsync(Hospital.People, PrivacyBudget.Pure(10));
        await Hospital.RunAsync(account.Spend(1).ForPlan("one"), Hospital.Noise(1), exact: 1_000_000);
        store.Found = () => list.Records.Single(r => r.Kind == LedgerRecordKind.Settled);
        Assert.True((await Hospital.RunAsync(account.Spend(1).ForPlan("one"), Hospital.Noise(1))).Receipt.IsRepeated);
        Assert.Contains("altered", (await Assert.ThrowsAsync<LedgerException>(() => Hospital.RunAsync(account.Spend(1).ForPlan("two"), Hospital.Noise(1)))).Message, StringComparison.Ordinal);
        store.Found = () => list.Records.Single(r => r.Kind == LedgerRecordKind.Settled) with { Text = "another" };
        await Assert.ThrowsAsync<LedgerException>(() => Hospital.RunAsync(account.Spend(1).ForPlan("one"), Hospital.Noise(1)));
    }

    [Fact]
    public async Task Repeated_answer_of_an_extended_run_still_shows_its_whole_loss()
    {
        var hospital = await Hospital.OpenAsync();
        var noise = Hospital.Noise(1);
        async Task<Release<long>> AskAsync() => await hospital.Account.Spend(3).ForPlan("p").RunAsync(
            "m", noise.Loss,
            async (permit, t) =>
            {
                var first = permit.Draw(noise, await permit.OpenAsync(Hospital.Count(), t));
                await permit.ExtendAsync(noise.Loss, t);
                return (long)(first + permit.Draw(noise, 0));
            },
            Codec.Integer);
        var made = await AskAsync();
        var again = await AskAsync();
        Assert.True(again.Receipt.IsRepeated);
        Assert.Equal((made.Receipt.Loss, "ε = 2"), (again.Receipt.Loss, again.Receipt.Price));
    }
}
