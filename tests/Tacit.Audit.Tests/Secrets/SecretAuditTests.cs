using Tacit.Audit.Secrets;
using Tacit.Audit.Sticky;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Secrets;

/// <summary>Runs of attacks on secrets, as the command makes them.</summary>
public sealed class SecretAuditTests
{
    private static readonly string[] Known = ["a", "b", "day"];

    [Fact]
    public async Task Without_a_table_the_best_case_is_played_and_a_seed_repeats_it()
    {
        var audit = await SecretAudit.RunAsync(new() { Victims = 200, Seed = 4 });
        Assert.Equal(["differential", "cloning", "cloning-fast"], audit.Reports.Select(r => r.Attack));
        Assert.True(audit.SecretIsDrawn);
        Assert.Equal(("paper", null, 101, "\"secret\" = 'yes'"), (audit.Profile, audit.Budget, audit.Rows, audit.Secret));
        Assert.All(audit.Reports, r => Assert.Equal((200, 0.5, null), ((int)r.Victims, r.Baseline, r.Bound)));
        Assert.True(audit.Reports[0].Low > 0.8 && audit.Reports[1].Low > 0.95, $"{audit.Reports[0]} {audit.Reports[1]}");
        Assert.False(audit.IsExceeded);
        Assert.Equal(audit.Reports, (await SecretAudit.RunAsync(new() { Victims = 200, Seed = 4, Threads = 1 })).Reports);
        Assert.NotEqual(audit.Reports, (await SecretAudit.RunAsync(new() { Victims = 200, Seed = 5 })).Reports);
    }

    [Fact]
    public async Task Persons_of_a_table_are_attacked_as_they_are()
    {
        var heard = 0L;
        var table = Table();
        var audit = await SecretAudit.RunAsync(new() { Table = table, Known = Known, Secret = "ill", Attacks = ["cloning"], Victims = 300, Seed = 1 }, new Heard(p => heard = Math.Max(heard, p.Done)));
        var report = audit.Reports.Single();
        Assert.Equal("\"ill\" = 'no'", audit.Secret);
        Assert.False(audit.SecretIsDrawn);
        Assert.Equal(300, heard);
        Assert.True(report.Low > report.Baseline + 0.1, $"{report}");
        Assert.InRange(report.Baseline, 0.6, 0.8);

        // More than there are persons is all of them; another value of the secret may be asked for.
        var all = await SecretAudit.RunAsync(new() { Table = table, Known = Known, Secret = "ill", Value = "'yes'", Attacks = ["direct"], Victims = 5000, Seed = 1 });
        Assert.Equal((2000, 0), (all.Reports[0].Victims, all.Reports[0].Guesses));
        Assert.Equal("\"ill\" = 'yes'", all.Secret);
    }

    [Fact]
    public async Task Tacit_is_attacked_with_the_same_table()
    {
        var audit = await SecretAudit.RunAsync(new() { Engine = SecretEngine.Tacit, Table = Table(200), Known = Known, Secret = "ill", Attacks = ["differential", "direct", "both-values"], Victims = 20, Seed = 1, Alpha = 1e-10, Budget = new() { Epsilon = 0.5, Delta = 1e-6 } });
        Assert.Equal([6, 1, 1], audit.Reports.Select(r => r.MostQuestions));
        Assert.Equal((null, "ε = 0.5, δ = 1e-6", true), (audit.Profile, audit.Budget!.ToString(), audit.SecretIsDrawn));
        Assert.All(audit.Reports, r => Assert.InRange(r.Bound!.Value, 0.5, r.Attack == "both-values" ? 0.7311 : 0.6226));
        Assert.False(audit.IsExceeded);
    }

    [Fact]
    public async Task Bad_options_are_refused_with_what_to_do()
    {
        var table = Table(200);
        foreach (var (options, says) in new (SecretAuditOptions, string)[]
        {
            (new() { Attacks = ["guessing"] }, "There is no attack 'guessing'. There are: differential, "), (new() { Victims = 19 }, "20 to 1,000,000"), (new() { Alpha = 1 }, "(0, 1)"), (new() { Threads = 0 }, "at least 1 thread"),
            (new() { Secret = "ill" }, "without a table"), (new() { Table = table, Known = Known }, "with the secret one"), (new() { Table = table, Known = ["a", "ill"], Secret = "ill" }, "is not among them"),
            (new() { Table = table, Known = ["a", "c"], Secret = "ill" }, "no column 'c'"), (new() { Table = table, Known = ["a"], Secret = "ill", Value = "'maybe'" }, "Nobody has the value 'maybe'"),
            (new() { Engine = SecretEngine.Tacit, Table = table, Known = ["a"], Secret = "ill" }, "nobody is singled out by a"), (new() { Engine = SecretEngine.Tacit, Attacks = ["cloning-fast"] }, "play 'cloning'"),
            (new() { Engine = SecretEngine.Tacit, Budget = new() { Delta = 1e-6 } }, "either 'epsilon' or 'rho'"), (new() { Engine = SecretEngine.Tacit, Table = table, Known = ["ill", "day"], Secret = "b" }, "must be of texts"),
        })
        {
            Assert.Contains(says, (await Assert.ThrowsAsync<BadInputException>(() => SecretAudit.RunAsync(options))).Message, StringComparison.Ordinal);
        }
    }

    private static MicroTable Table(int rows = 2000)
    {
        var random = RandomSource.Seeded(3);
        return MicroTable.Of(
            ["a", "b", "day", "ill"],
            Enumerable.Range(0, rows).Select(_ => (IReadOnlyList<string>)
                [random.NextBit() ? "'f'" : "'m'", Tacit.Audit.Queries.Endpoints.RowCondition.Number(random.NextBelow(12UL)), Tacit.Audit.Queries.Endpoints.RowCondition.Number(random.NextBelow(900UL)), random.NextBelow(10UL) < 3 ? "'yes'" : "'no'"]));
    }

    private sealed class Heard(Action<AuditProgress> heard) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => heard(value);
    }
}
