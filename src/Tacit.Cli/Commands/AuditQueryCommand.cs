using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tacit.Audit.Queries;
using Tacit.Cli.Output;
using Tacit.Data;

namespace Tacit.Cli.Commands;

internal static class AuditQueryCommand
{
    private static readonly QueryAuditOptions Defaults = new();

    public static Command Create()
    {
        var policy = new Option<string?>("--policy") { Description = "The policy whose tables and budget are played with. Its data and ledger are not opened: tables are generated from what it declares." };
        var population = new Option<string?>("--population") { Description = "The population, where the policy has several." };
        var attack = new Option<string[]>("--attack") { Description = $"An attack; may be given several times. All unless given: {string.Join(", ", QueryAudit.Attacks.Select(a => a.Name))}.", AllowMultipleArgumentsPerToken = true };
        var epsilon = new Option<string?>("--epsilon") { Description = "ε of the budget of one game, in place of the policy's." };
        var rho = new Option<string?>("--rho") { Description = "ρ of the budget of one game, in place of ε." };
        var delta = new Option<string?>("--delta") { Description = "δ of that budget, for private key selection." };
        var trials = new Option<int>("--trials") { Description = "Plays of each attack against each endpoint.", DefaultValueFactory = _ => Defaults.Trials };
        var alpha = new Option<double>("--alpha") { Description = "The most that the probability of a false alarm may be, over all attacks.", DefaultValueFactory = _ => Defaults.Alpha };
        var seed = new Option<ulong?>("--seed") { Description = "Repeats coins, choices and naive noise; Tacit's noise has no seed." };
        var threads = new Option<int?>("--threads") { Description = "Plays at once, but for attacks of time; one per processor unless given." };
        var json = JsonOut.Option("Print the result as one JSON object; see docs/attacks.md.");
        var command = new Command(
            "query",
            "Attacks private SQL: each attack plays a game against a naive endpoint and against Tacit, and its advantage is compared with the bound of the spent budget. 0: within the bounds, which proves nothing. 1: exceeded.\n\n"
            + "Example: tacit audit query --attack differencing --trials 200\nExample: tacit audit query --policy nafld.policy.json --epsilon 1 --delta 1e-6")
        {
            policy, population, attack, epsilon, rho, delta, trials, alpha, seed, threads, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var budget = BudgetOf(result, epsilon, rho, delta);
            if (result.GetValue(population) is not null && result.GetValue(policy) is null)
            {
                throw new BadInputException("--population names one of a policy: give --policy too.");
            }

            var audit = await QueryAudit.RunAsync(
                new()
                {
                    Policy = result.GetValue(policy) is { } file ? PrivacyPolicy.Load(file) : null,
                    Population = result.GetValue(population),
                    Budget = budget,
                    Attacks = result.GetValue(attack) ?? [],
                    Trials = result.GetValue(trials),
                    Alpha = result.GetValue(alpha),
                    Seed = result.GetValue(seed),
                    Threads = result.GetValue(threads),
                },
                new TenthsProgress("plays"),
                token);
            if (result.GetValue(json))
            {
                Print(audit);
            }
            else
            {
                Show(audit, AnsiConsole.Console);
            }

            return audit.IsExceeded ? Exit.Failed : Exit.Done;
        }));
        return command;
    }

    /// <summary>The budget of one game, or null where none is given.</summary>
    internal static BudgetPolicy? BudgetOf(ParseResult result, Option<string?> epsilon, Option<string?> rho, Option<string?> delta)
    {
        var (e, r, d) = (QueryCommand.Amount(result.GetValue(epsilon), "--epsilon"), QueryCommand.Amount(result.GetValue(rho), "--rho"), QueryCommand.Amount(result.GetValue(delta), "--delta"));
        return (e, r, d) is (null, null, null) ? null : new() { Epsilon = e, Rho = r, Delta = d };
    }

    private static void Show(QueryAuditResult audit, IAnsiConsole console)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("attack").NoWrap()).AddColumn(new TableColumn("naive").RightAligned()).AddColumn(new TableColumn("Tacit").RightAligned()).AddColumn(new TableColumn("interval").NoWrap()).AddColumn(new TableColumn("bound").RightAligned()).AddColumn(new TableColumn("answered").RightAligned()).AddColumn("verdict");
        foreach (var r in audit.Results)
        {
            table.AddRow(r.Attack.Name, Number(r.Naive?.Value), Number(r.Tacit?.Value), r.Tacit is { } a ? string.Create(CultureInfo.InvariantCulture, $"{a.Low:0.00} to {a.High:0.00}") : string.Empty, Number(r.Bound), r.Asked == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{(double)r.Answered / r.Asked:P0}"), Markup.Escape(Word(r)));
        }

        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  advantage over a coin, {audit.Trials} plays each; {audit.Budget} a game; generated data in the shape of '{audit.Population}'; false alarms at most {audit.Alpha:0.###}; seed {audit.Seed}"));
        console.WriteLine(audit.IsExceeded ? "EXCEEDED: an attack learned more than its budget allows." : "No attack was found to learn more than its budget allows. That is no proof.");
    }

    private static string Word(QueryAttackResult result) => result.Verdict switch
    {
        QueryAttackVerdict.Within => "within",
        QueryAttackVerdict.Exceeded => "EXCEEDED",
        QueryAttackVerdict.Measured => "measured",
        _ => $"not played: {result.Skipped}",
    };

    private static string Number(double? value) => value is { } v ? v.ToString("0.000", CultureInfo.InvariantCulture) : string.Empty;

    private static void Print(QueryAuditResult audit)
    {
        JsonOut.Print(new
        {
            format = 1,
            audit.Population,
            budget = audit.Budget.ToString(),
            exceeded = audit.IsExceeded,
            audit.Trials,
            audit.Alpha,
            seed = audit.Seed.ToString(CultureInfo.InvariantCulture),
            attacks = audit.Results.Select(r => new
            {
                r.Attack.Name,
                r.Attack.Game,
                r.Attack.Source,
                naive = Of(r.Naive),
                tacit = Of(r.Tacit),
                r.Bound,
                r.Spent,
                r.Asked,
                r.Answered,
                verdict = r.Verdict.ToString().ToLowerInvariant(),
                r.Skipped,
            }),
        });

        static object? Of(Advantage? a) => a is null ? null : new { advantage = a.Value, a.Low, a.High, a.SaidIn, a.PlaysIn, a.SaidInOfOut, a.PlaysOut };
    }
}
