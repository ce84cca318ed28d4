using Tacit.Numerics;

namespace Tacit.Ledgers.Tests;

public sealed class RacingTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(8, 5)]
    [InlineData(64, 1)]
    public async Task Writers_racing_for_ten_answers_get_exactly_ten(int writers, int questions)
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            var got = 0;
            for (var i = 0; i < questions; i++)
            {
                got += await account.TryCountAsync($"{w}-{i}") is null ? 0 : 1;
            }

            return got;
        })));

        Assert.Equal(10, answers.Sum());
        Assert.Equal(Rational.One, (await account.StatusAsync()).Spent.Epsilon);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task Two_ledgers_on_one_file_share_every_total()
    {
        await using var one = await Ledger.OpenAsync(_scratch.Ledger);
        await using var two = await Ledger.OpenAsync(_scratch.Ledger);
        Account[] accounts = [await one.AccountAsync(), await two.AccountAsync()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => accounts[i % 2].TryCountAsync($"{i}"))));

        Assert.Equal(10, answers.Count(a => a is not null));
        await one.IsSoundAsync();
        await two.IsSoundAsync();
    }

    [Fact]
    public async Task Two_processes_racing_for_ten_answers_get_exactly_ten()
    {
        using var one = Child.Start(_scratch.Ledger, "1", "1/10", "one", spends: 10);
        using var two = Child.Start(_scratch.Ledger, "1", "1/10", "two", spends: 10);
        var codes = await Task.WhenAll(one.EndAsync(), two.EndAsync());
        Assert.Equal([0, 0], codes);

        Assert.Equal(10, one.Settled.Count() + two.Settled.Count());
        Assert.Equal(10, one.Lines.Concat(two.Lines).Count(line => line == "refused"));
        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        Assert.Equal(Rational.One, (await (await ledger.AccountAsync()).StatusAsync()).Spent.Epsilon);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task Processes_that_begin_one_ledger_at_once_agree_on_it_and_on_its_key()
    {
        var children = Enumerable.Range(0, 4).Select(i => Child.Start(_scratch.Ledger, "1", "1/10", $"{i}")).ToList();
        var codes = await Task.WhenAll(children.Select(c => c.EndAsync()));

        Assert.Equal([0, 0, 0, 0], codes);
        Assert.Equal(4, children.SelectMany(c => c.Settled).Select(s => s.Entry).Distinct().Count());
        children.ForEach(c => c.Dispose());
        Assert.Equal(["clinic.ledger", "clinic.ledger.key"], _scratch.Files);
        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task Ledgers_begun_at_once_in_one_process_agree_on_their_key()
    {
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ledger.OpenAsync(_scratch.Ledger)));
        Assert.Single(ledgers.Select(l => l.Id).Distinct());
        foreach (var ledger in ledgers)
        {
            await (await ledger.AccountAsync()).CountAsync();
            await ledger.DisposeAsync();
        }

        Assert.Equal(["clinic.ledger", "clinic.ledger.key"], _scratch.Files);
        await using var again = await Ledger.OpenExistingAsync(_scratch.Ledger);
        Assert.Equal(8, (await (await again.AccountAsync()).StatusAsync()).Entries);
        await again.IsSoundAsync();
    }

    // Of two that found no ledger, the second one's rename took the place of the first, with what was spent there.
    [Fact]
    public async Task A_ledger_begun_a_moment_later_never_takes_the_place_of_another()
    {
        for (var round = 0; round < 40; round++)
        {
            var file = _scratch.Ledger + round;
            using var start = new Barrier(4);
            var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return Ledger.OpenAsync(file);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
            Assert.Single(ledgers.Select(l => l.Id).Distinct());
            foreach (var ledger in ledgers)
            {
                await ledger.DisposeAsync();
            }

            // A waiting key that is left over belongs to a ledger whose place was taken.
            Assert.DoesNotContain(_scratch.Files, f => f.EndsWith(".new", StringComparison.Ordinal));
            foreach (var left in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*"))
            {
                File.Delete(left);
            }
        }
    }

    [Fact]
    public async Task Verification_reads_one_moment_while_others_write()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync(cap: 100);
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await account.CountAsync($"{w}-{i}");
            }
        })).ToList();

        var lengths = new List<long>();
        while (!writers.TrueForAll(w => w.IsCompleted))
        {
            var verification = await ledger.VerifyAsync();
            Assert.Empty(verification.Faults);
            lengths.Add(verification.Records);
        }

        await Task.WhenAll(writers);
        Assert.Equal(601, (await ledger.VerifyAsync()).Records);
        Assert.True(lengths.Distinct().Count() > 1, "No verification ran while the ledger grew.");
    }
}
