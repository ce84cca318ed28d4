using Tacit.Audit.Queries;
using Tacit.Data;

namespace Tacit.Audit.Tests.Queries;

/// <summary>Games are played on tables that are generated from a policy: of whatever shape, and without its files.</summary>
public sealed class PolicyShapeTests
{
    private const string Persons = """{ "name": "persons", "file": "/nowhere/persons.csv", "onePerUnit": true, "columns": [{ "name": "age", "kind": "number", "low": -5.5, "high": 90.25 }, { "name": "band", "kind": "bands", "of": "height", "edges": [0, 1, "Infinity"] }, { "name": "smokes", "kind": "flag" }] }""";
    private const string Visits = """{ "name": "vi'\"sits", "file": "visits.parquet", "rowsPerUnit": 3, "columns": [{ "name": "ward\"'", "kind": "category", "values": ["A,B", "C"] }, { "name": "no,te", "kind": "text" }, { "name": "day", "kind": "time", "from": "2020-01-01", "to": "2027-01-01" }, { "name": "v", "kind": "number", "per": "ward\"'", "bounds": { "A,B": [0, 1], "C": [100, 500] } }] }""";
    private const string Labs = """{ "name": "labs", "file": "x.duckdb#labs", "rowsPerUnit": 2, "through": { "column": "visit", "table": "vi'\"sits", "key": "nr" }, "columns": [{ "name": "x", "kind": "number", "low": 0, "high": 1 }, { "name": "memo", "kind": "text" }] }""";

    [Theory]
    [InlineData("""{ "kind": "person", "column": "id" }""", """{ "epsilon": 0.5, "delta": 1e-6 }""", Persons + "," + Visits + "," + Labs)]
    [InlineData("""{ "kind": "person", "column": "id", "groupSize": 3 }""", """{ "epsilon": 0.5 }""", Visits)]
    [InlineData("""{ "kind": "person", "column": "id" }""", """{ "rho": 0.01, "delta": 1e-7 }""", Persons)]
    [InlineData("""{ "kind": "person", "column": "id", "relation": "replace" }""", """{ "epsilon": 1 }""", Persons)]
    [InlineData("""{ "kind": "row" }""", """{ "epsilon": 1 }""", """{ "name": "t", "file": "t.csv", "columns": [{ "name": "n", "kind": "text" }] }""")]
    public async Task Any_shape_is_played(string unit, string budget, string tables)
    {
        var policy = Policy(unit, budget, tables);
        var audit = await QueryAudit.RunAsync(new() { Policy = policy, Attacks = ["differencing", "group-keys"], Trials = 20, Alpha = 0.001, Seed = 3 });
        var differencing = audit.Results[0];
        Assert.Equal(QueryAttackVerdict.Within, differencing.Verdict);
        Assert.Equal(differencing.Asked, differencing.Answered);
        Assert.NotEqual(0, differencing.Bound);

        // The probability of a false alarm is that of the run: the attacks share it.
        Assert.All(audit.Results.Where(r => r.Tacit is not null), r => Assert.Equal(0.0005, r.Tacit!.Alpha));
        Assert.DoesNotContain(audit.Results, r => r.Verdict == QueryAttackVerdict.Exceeded);
        Assert.All(audit.Results.Where(r => r.Naive is not null), r => Assert.True(r.Naive!.Value > 0.9, $"{r.Attack.Name}: {r.Naive.Value}"));
        Assert.Equal(!tables.Contains("text", StringComparison.Ordinal), audit.Results[1].Verdict == QueryAttackVerdict.Skipped);
    }

    [Fact]
    public async Task A_database_of_the_policy_is_not_connected_to()
    {
        var policy = Policy("""{ "kind": "person", "column": "id" }""", """{ "epsilon": 1 }""", Persons.Replace("/nowhere/persons.csv", "persons", StringComparison.Ordinal));
        policy = policy with { Populations = [policy.Populations[0] with { Source = policy.Populations[0].Source with { Database = new() { Engine = SqlDialect.PostgreSql, Connections = ["TACIT_NO_SUCH_DATABASE"] } } }] };
        Assert.NotNull((await QueryAudit.RunAsync(new() { Policy = policy, Attacks = ["file-statistics"], Trials = 20, Seed = 3 })).Results[0].Tacit);
    }

    [Fact]
    public async Task Another_budget_stands_in_for_the_policy_s()
    {
        var audit = await QueryAudit.RunAsync(new() { Budget = new() { Epsilon = 3 }, Attacks = ["row-order"], Trials = 20, Seed = 3 });
        Assert.Equal("ε = 3", audit.Budget.ToString());
        Assert.Equal(Math.Tanh(1.5), audit.Results[0].Bound!.Value, 9);
        Assert.StartsWith("ε = 3", audit.Results[0].Spent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "t", "file": "t.csv", "onePerUnit": true, "columns": [{ "name": "c", "kind": "category", "values": ["a"] }] }""", "no table has a text, or a number with bounds")]
    public async Task A_policy_without_a_column_to_name_a_person_by_is_refused(string table, string why) => Assert.Contains(
        why,
        (await Assert.ThrowsAsync<BadInputException>(() => QueryAudit.RunAsync(new() { Policy = Policy("""{ "kind": "person", "column": "id" }""", """{ "epsilon": 1 }""", table), Trials = 20 }))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Bad_options_are_refused_with_what_to_do()
    {
        foreach (var (options, says) in new (QueryAuditOptions, string)[]
        {
            (new() { Attacks = ["averaging", "guessing"] }, "There is no attack 'guessing'. There are: averaging, "), (new() { Trials = 19 }, "20 to 1,000,000"), (new() { Alpha = 1 }, "(0, 1)"),
            (new() { Threads = 0 }, "at least 1 thread"), (new() { Budget = new() { Delta = 1e-6 } }, "either 'epsilon' or 'rho'"), (new() { Population = "others" }, "no population 'others'"),
        })
        {
            Assert.Contains(says, (await Assert.ThrowsAsync<BadInputException>(() => QueryAudit.RunAsync(options))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_reports_every_play_and_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var heard = new List<AuditProgress>();
        var progress = new Immediate(p =>
        {
            heard.Add(p);
            if (p.Done == 25)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => QueryAudit.RunAsync(new() { Attacks = ["differencing"], Trials = 20, Threads = 1 }, progress, stop.Token));
        Assert.Equal(Enumerable.Range(1, 25).Select(i => new AuditProgress(i, 40)), heard);
    }

    private static PrivacyPolicy Policy(string unit, string budget, string tables) => PrivacyPolicy.Parse(
        $$"""{ "format": 1, "ledger": { "path": "/nowhere/x.ledger" }, "populations": [{ "name": "p", "unit": {{unit}}, "dataVersion": "1", "source": { "tables": [{{tables}}] }, "budget": {{budget}} }] }""");

    private sealed class Immediate(Action<AuditProgress> heard) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => heard(value);
    }
}
