using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Tacit.Numerics;
using static Tacit.Ledgers.LedgerRecordKind;

namespace Tacit.Ledgers.Tests;

/// <summary>Two hundred processes are killed at random moments while they spend.</summary>
public sealed class CrashAnywhereTests(ITestOutputHelper output)
{
    private const int Ledgers = 8;
    private const int KillsPerLedger = 25;
    private const int Cap = 80;

    private readonly ConcurrentDictionary<LedgerRecordKind, int> _left = new();
    private int _answers;

    [Fact]
    public async Task No_kill_at_any_moment_loses_an_answer_forgets_a_spend_or_passes_the_cap()
    {
        // The first half of the ledgers has one process at a time, the other half two.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Ledgers),
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (i, _) => await KillAgainAndAgainAsync(processes: i < Ledgers / 2 ? 1 : 2));

        output.WriteLine($"{Ledgers * KillsPerLedger} kills, {_answers} answers before them; last records of entries: "
            + string.Join(", ", _left.OrderBy(p => p.Key).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value}"))));

        // The moments were spread over the protocol, and reservations of the dead were taken over, or the test would have shown little.
        Assert.All([Touched, Settled, LedgerRecordKind.Void], kind => Assert.True(_left.GetValueOrDefault(kind) > 0, $"No kill left an entry at {kind}."));
    }

    private async Task KillAgainAndAgainAsync(int processes)
    {
        using var scratch = new Scratch();
        var answers = new List<(long Entry, long Answer, string Plan)>();
        for (var kill = 0; kill < KillsPerLedger; kill += processes)
        {
            // Every child's clock is past the leases of those before it, so that it takes over what they had reserved.
            var minutes = 11 * kill;
            var children = Enumerable.Range(0, Math.Min(processes, KillsPerLedger - kill))
                .Select(i => Child.Start(scratch.Ledger, Cap.ToString(CultureInfo.InvariantCulture), "1", $"{kill + i}", spends: 100_000, clockMinutes: minutes))
                .ToList();
            await Task.WhenAll(children.Select(async child =>
            {
                // Some die while they open the ledger, most in one of their first spends.
                await child.PrintsAsync(lines: RandomNumberGenerator.GetInt32(10));
                await Task.Delay(RandomNumberGenerator.GetInt32(10));
                child.Kill();
                Assert.Equal(Child.Killed, await child.EndAsync());
                Assert.Empty(child.Errors.Trim());
            }));
            answers.AddRange(children.SelectMany(c => c.Settled));
            children.ForEach(c => c.Dispose());
        }

        await CheckAsync(scratch, answers);
    }

    private async Task CheckAsync(Scratch scratch, List<(long Entry, long Answer, string Plan)> answers)
    {
        await using var ledger = await Ledger.OpenExistingAsync(scratch.Ledger);
        await ledger.IsSoundAsync();
        var records = await ledger.ToListAsync();
        var account = await ledger.AccountAsync(cap: Cap);
        var entries = records.Where(r => r.Entry > 0).GroupBy(r => r.Entry).ToDictionary(e => e.Key, e => e.Select(r => r.Kind).ToList());

        // Counted here from the records alone, at every record and not only at the end.
        var spent = 0;
        foreach (var record in records)
        {
            spent += record.Kind switch { Reserved => 1, LedgerRecordKind.Void => -1, _ => 0 };
            Assert.InRange(spent, 0, Cap);
        }

        Assert.Equal((Rational)spent, (await account.StatusAsync()).Spent.Epsilon);
        Assert.Equal(entries.Values.Count(e => e[^1] != LedgerRecordKind.Void), spent);
        Assert.All(entries.Values, e => Assert.False(e.Contains(LedgerRecordKind.Void) && (e.Contains(Touched) || e.Contains(Settled))));
        Assert.Equal(entries.Count, records.Count(r => r.Kind == Reserved));

        // Whatever a child was told is in the ledger, word for word, and costs nothing to hear again.
        Assert.Equal(answers.Count, answers.Select(a => a.Entry).Distinct().Count());
        foreach (var (entry, answer, plan) in answers)
        {
            Assert.Equal(Settled, entries[entry][^1]);
            var again = await account.CountAsync(plan, Rational.One);
            Assert.True(again.Receipt.IsRepeated);
            Assert.Equal((answer, entry), (again.Value, again.Receipt.Entry));
        }

        Assert.Equal(records.Count, (await ledger.VerifyAsync()).Records);
        foreach (var entry in entries.Values)
        {
            _left.AddOrUpdate(entry[^1], 1, (_, n) => n + 1);
        }

        Interlocked.Add(ref _answers, answers.Count);
    }
}
