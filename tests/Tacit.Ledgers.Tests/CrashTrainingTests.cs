using System.Globalization;
using System.Security.Cryptography;
using static Tacit.Ledgers.LedgerRecordKind;

namespace Tacit.Ledgers.Tests;

/// <summary>Runs in stretches with sampled losses, killed on the way.</summary>
public sealed class CrashTrainingTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 16;
    private const int Stretches = 12;
    private const int StepsInStretch = 10;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task No_kill_on_the_way_forgets_a_stretch_that_was_drawn()
    {
        var drew = new List<(string Seed, int Steps)>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Child.StartTraining(_scratch.Ledger, $"{kill}", Stretches, 11 * kill);
            await child.PrintsAsync(lines: RandomNumberGenerator.GetInt32(Stretches));
            child.Kill();
            await child.EndAsync();
            Assert.Empty(child.Errors.Trim());
            drew.Add(($"{kill}", child.Lines.Where(line => line.StartsWith("drew ", StringComparison.Ordinal)).Select(line => int.Parse(line[5..], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max()));
        }

        using (var last = Child.StartTraining(_scratch.Ledger, "last", Stretches, 11 * Kills))
        {
            Assert.Equal(0, await last.EndAsync());
            Assert.Single(last.Settled);
            drew.Add(("last", (Stretches * StepsInStretch) - 1));
        }

        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
        var records = await ledger.ToListAsync();
        foreach (var (seed, steps) in drew)
        {
            var entry = records.FirstOrDefault(r => r.Text == $"training {seed}" && r.Kind == Reserved)?.Entry;
            var kinds = records.Where(r => r.Entry == entry && r.Entry > 0).Select(r => r.Kind).ToList();
            Assert.True(steps <= StepsInStretch * kinds.Count(kind => kind is Reserved or Extended), $"Run {seed} drew {steps} steps of {string.Join(", ", kinds)}.");
            Assert.False(steps > 0 && kinds.Contains(LedgerRecordKind.Void), $"Run {seed} drew, and its reservation is void.");
        }

        // The totals are those of all stretches that were set aside and not given back, to the last unit.
        var charged = records.Where(r => r.Kind is Reserved or Extended).Aggregate((RenyiDivergences?)null, (sum, r) => sum?.Plus(r.Divergences!) ?? r.Divergences);
        charged = records.Where(r => r.Kind == LedgerRecordKind.Void).Aggregate(charged, (sum, r) => sum!.Minus(r.Divergences!));
        Assert.Contains($"\"lifetime\":\"0;{records.Count(r => r.Kind is Reserved or Extended) - records.Count(r => r.Kind == LedgerRecordKind.Void)};0;", _scratch.Scalar("SELECT state FROM account"), StringComparison.Ordinal);
        Assert.Contains(charged!.ToText(), _scratch.Scalar("SELECT state FROM account"), StringComparison.Ordinal);
        output.WriteLine(string.Join(", ", drew.Select(d => d.Steps)));
        Assert.True(drew.Exists(d => d.Steps is > 0 and < Stretches * StepsInStretch && d.Seed != "last"), "No run was killed on its way.");
    }
}
