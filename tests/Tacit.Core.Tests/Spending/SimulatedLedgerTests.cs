using Tacit.Mechanisms;

namespace Tacit.Core.Tests.Spending;

/// <summary>The only place where noise can be switched off or seeded: everything from it says so.</summary>
public sealed class SimulatedLedgerTests
{
    [Fact]
    public async Task Nothing_from_it_is_private()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(Hospital.People);
        Assert.True(account.IsSimulated);
        var spend = account.Spend(1).ForPlan("p");
        var first = await Hospital.RunAsync(spend, Hospital.Noise(1));
        var again = await Hospital.RunAsync(spend, Hospital.Noise(1));
        foreach (var answer in new[] { first, again, again.Select(v => v + 1), first.With("other") })
        {
            Assert.False(answer.Receipt.IsPrivate);
            Assert.Contains("NOT PRIVATE", answer.ToString(), StringComparison.Ordinal);
        }

        Assert.False(again.Receipt.IsRepeated); // A simulation asks again to see the noise.
    }

    [Fact]
    public async Task Noise_off_is_the_exact_answer()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(Hospital.People);
        var rule = new PartitionSelection(1, 1e-6, 1);
        var noise = Hospital.Noise(1);
        var gauss = IntegerNoise.Gaussian(1, 1, "test");
        var loss = PrivacyLoss.Composed(noise.Loss, rule.Loss, PrivacyLoss.Pure(1));
        var answer = await account.Spend(3, 1e-6).RunAsync("all", loss, async (permit, t) =>
        {
            var exact = await permit.OpenAsync(Hospital.Count(42), t);
            var vector = permit.Draw(noise, [exact, -exact], [1, 7]);
            var kept = permit.Select(rule, [0, 1, 5]);
            var custom = permit.Draw(PrivacyLoss.Pure(1), _ => -1L, () => 1L);
            return $"{vector[0]} {vector[1]} {kept[0]} {kept[1]} {kept[2]} {custom}";
        }, new Codec<string>((w, v) => w.WriteStringValue(v), e => e.GetString()!));
        Assert.Equal("42 -42 False True True 1", answer.Value);
        Assert.Contains("not private", answer.Receipt.Randomness, StringComparison.Ordinal);
        Assert.Equal(7, (await Hospital.RunAsync(account.SpendZcdp(1), gauss, 7)).Value);
    }

    [Fact]
    public async Task Noise_off_still_checks_the_draws()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(Hospital.People);
        await Assert.ThrowsAsync<InvalidOperationException>(() => account.Spend(1).RunAsync("none", Hospital.Noise(1).Loss, (_, _) => Task.FromResult(1L), Codec.Integer));
    }

    [Fact]
    public async Task Seeds_repeat_and_differ()
    {
        var one = await AnswersAsync(7);
        Assert.Equal(one, await AnswersAsync(7));
        Assert.NotEqual(one, await AnswersAsync(8));
        Assert.NotEqual(await AnswersAsync(null), await AnswersAsync(null));
        Assert.True(one.Distinct().Count() > 10, "Every spend has its own stream.");
    }

    [Fact]
    public async Task Seed_is_on_the_receipt()
    {
        await using var ledger = new SimulatedLedger(seed: 7);
        var answer = await Hospital.RunAsync((await ledger.AccountAsync(Hospital.People)).Spend(1), Hospital.Noise(1));
        Assert.Contains("seeded", answer.Receipt.Randomness, StringComparison.Ordinal);
        Assert.Contains("not private", answer.Receipt.Randomness, StringComparison.Ordinal);
    }

    private static async Task<long[]> AnswersAsync(ulong? seed)
    {
        await using var ledger = new SimulatedLedger(seed);
        var account = await ledger.AccountAsync(Hospital.People);
        var answers = new long[50];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = (await Hospital.RunAsync(account.Spend(0.01), Hospital.Noise(0.01))).Value;
        }

        return answers;
    }
}
