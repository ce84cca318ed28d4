using System.Security.Cryptography;
using Tacit.Numerics;

namespace Tacit.Ledgers.Tests;

/// <summary>Caps of analysts and purposes in a file that several write at once, and that die while they write.</summary>
public sealed class NestedCapTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Two_ledgers_on_one_file_racing_pass_no_cap()
    {
        await using var one = await Ledger.OpenAsync(_scratch.Ledger);
        await using var two = await Ledger.OpenAsync(_scratch.Ledger);
        Account[] accounts = [await one.AccountAsync(), await two.AccountAsync()];
        await one.CapAnalystAsync("clinic", "ann", PrivacyBudget.Pure(Rational.Parse("4/10")));
        await one.CapAnalystAsync("clinic", "bob", PrivacyBudget.Pure(Rational.Parse("9/10")));
        await two.CapPurposeAsync("clinic", "research", PrivacyBudget.Pure(Rational.Parse("8/10")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
            (Ann: i % 4 < 2, Got: await accounts[i % 2].For(i % 4 < 2 ? "ann" : "bob", i % 3 == 0 ? null : "research").TryCountAsync() is not null))));

        Assert.Equal(10, answers.Count(a => a.Got));
        var spent = (await one.StatusAsync()).ToDictionary(s => s.Account, s => s.Spent.Epsilon!.Value, StringComparer.Ordinal);
        Assert.Equal(Rational.One, spent["clinic"]);
        Assert.Equal(new Rational(answers.Count(a => a is { Ann: true, Got: true }), 10), spent["clinic/analyst/ann"]);
        Assert.True(spent["clinic/analyst/ann"] <= Rational.Parse("4/10") && spent["clinic/analyst/bob"] <= Rational.Parse("9/10") && spent["clinic/purpose/research"] <= Rational.Parse("8/10"));
        await one.IsSoundAsync();
        await two.IsSoundAsync();
    }

    [Fact]
    public async Task Two_processes_racing_for_seven_answers_of_one_analyst_get_exactly_seven()
    {
        using var one = Child.StartAnalyst(_scratch.Ledger, "100", "7", "one", spends: 10);
        using var two = Child.StartAnalyst(_scratch.Ledger, "100", "7", "two", spends: 10);
        var codes = await Task.WhenAll(one.EndAsync(), two.EndAsync());
        Assert.Equal([0, 0], codes);
        Assert.Equal(7, one.Settled.Count() + two.Settled.Count());
        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        var spent = (await ledger.StatusAsync()).Select(s => (int)s.Spent.Epsilon!.Value.Floor());
        Assert.Equal([7, 7], spent);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_kill_at_any_moment_leaves_every_cap_with_the_same_spends()
    {
        const int Cap = 30;
        for (var kill = 0; kill < 16; kill++)
        {
            using var child = Child.StartAnalyst(_scratch.Ledger, "100", "30", $"{kill}", spends: 100_000, clockMinutes: 11 * kill);
            await child.PrintsAsync(lines: RandomNumberGenerator.GetInt32(6));
            await Task.Delay(RandomNumberGenerator.GetInt32(10));
            child.Kill();
            await child.EndAsync();
            Assert.Empty(child.Errors.Trim());
        }

        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
        var states = await ledger.StatusAsync();
        Assert.Equal(states[0].Spent, states[1].Spent);
        Assert.Equal(states[0].Entries, states[1].Entries);
        Assert.InRange((int)states[1].Spent.Epsilon!.Value.Floor(), 1, Cap);
    }
}
