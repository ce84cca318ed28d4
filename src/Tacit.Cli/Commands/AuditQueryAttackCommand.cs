using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Secrets;
using Tacit.Audit.Sticky;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

internal static class AuditQueryAttackCommand
{
    private static readonly SecretAuditOptions Defaults = new();

    public static Command Create()
    {
        var engine = new Option<SecretEngine>("--engine") { Description = "What is attacked: sticky (noise that sticks to questions and persons) or tacit.", DefaultValueFactory = _ => Defaults.Engine };
        var profile = new Option<string?>("--profile") { Description = $"What a sticky engine adds and holds back: {string.Join(", ", DiffixProfile.All.Select(p => $"{p.Name} ({p.What})"))}; paper unless given." };
        var data = new Option<string?>("--data") { Description = "A table with a row for each person, .csv or .parquet, whose persons are attacked. Yours: nothing protects it here. A small table that is best for attackers unless given." };
        var attributes = new Option<string?>("--attributes") { Description = "With --data: the columns that an attacker knows of a victim, such as age,sex,height." };
        var secret = new Option<string?>("--secret") { Description = "With --data: the column that he wants to know." };
        var value = new Option<string?>("--value") { Description = "The value of it that he asks for; the most common one unless given." };
        var attack = new Option<string[]>("--attack") { Description = $"An attack; may be given several times: {string.Join(", ", SecretAudit.Attacks.Select(a => a.Name))}. Those that say something about the engine unless given.", AllowMultipleArgumentsPerToken = true };
        var victims = new Option<int>("--victims") { Description = "Persons of the table who are attacked; without a table, and against tacit, games of one person whose secret a coin decides.", DefaultValueFactory = _ => Defaults.Victims };
        var epsilon = new Option<string?>("--epsilon") { Description = "Against tacit: ε of the budget of one game; 1 unless given." };
        var rho = new Option<string?>("--rho") { Description = "ρ of that budget, in place of ε." };
        var delta = new Option<string?>("--delta") { Description = "δ of that budget." };
        var alpha = new Option<double>("--alpha") { Description = "The probability with which each end of an interval may not hold.", DefaultValueFactory = _ => Defaults.Alpha };
        var seed = new Option<ulong?>("--seed") { Description = "Repeats victims, coins, choices and sticky noise; Tacit's noise has no seed." };
        var threads = new Option<int?>("--threads") { Description = "Games at once; one per processor unless given." };
        var json = JsonOut.Option("Print the result as one JSON object; see docs/attacks.md.");
        var command = new Command(
            "query-attack",
            "Attacks a secret of known persons: by sticky noise, where it is found out, or against Tacit, where accuracy is held against the bound of what was spent. `audit query` asks whether a person is in the data at all. 0: played, and within the bounds. 1: exceeded.\n\n"
            + "Example: tacit audit query-attack\nExample: tacit audit query-attack --data persons.parquet --attributes age,sex,height,futime --secret status --victims 500 --seed 1\nExample: tacit audit query-attack --engine tacit --epsilon 1")
        {
            engine, profile, data, attributes, secret, value, attack, victims, epsilon, rho, delta, alpha, seed, threads, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var isTacit = result.GetValue(engine) == SecretEngine.Tacit;
            var budget = AuditQueryCommand.BudgetOf(result, epsilon, rho, delta);
            if (!isTacit && budget is not null)
            {
                throw new BadInputException("A sticky engine has no budget: leave out --epsilon, --rho and --delta, or give --engine tacit.");
            }

            if (isTacit && result.GetValue(profile) is not null)
            {
                throw new BadInputException("Tacit has no profile: leave out --profile, or give --engine sticky.");
            }

            string[] known = [.. (result.GetValue(attributes) ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            var audit = await SecretAudit.RunAsync(
                new()
                {
                    Engine = result.GetValue(engine),
                    Profile = result.GetValue(profile) is { } name ? DiffixProfile.Find(name) : Defaults.Profile,
                    Table = result.GetValue(data) is { } file ? Read(file, known, result.GetValue(secret)) : null,
                    Known = known,
                    Secret = result.GetValue(secret),
                    Value = result.GetValue(value) is { } asked ? RowCondition.Text(asked) : null,
                    Attacks = result.GetValue(attack) ?? [],
                    Victims = result.GetValue(victims),
                    Budget = budget ?? Defaults.Budget,
                    Alpha = result.GetValue(alpha),
                    Seed = result.GetValue(seed),
                    Threads = result.GetValue(threads),
                },
                new TenthsProgress("games"),
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

    private static MicroTable Read(string file, string[] known, string? secret)
    {
        if (known.Length == 0 || secret is null)
        {
            throw new BadInputException("With --data, say which columns an attacker knows (--attributes age,sex) and which one he wants to know (--secret status).");
        }

        if (!File.Exists(file))
        {
            throw new BadInputException($"There is no file {file}.");
        }

        // A secret is a text: that is what Tacit groups by.
        return MicroTable.Query($"select {string.Join(", ", known.Select(RowCondition.Quoted))}, cast({RowCondition.Quoted(secret)} as varchar) as {RowCondition.Quoted(secret)} from {RowCondition.Text(file)}");
    }

    private static void Show(SecretAuditResult audit, IAnsiConsole console)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("attack").NoWrap());
        foreach (var column in new[] { "accuracy", "majority", "bound", "share", "asked" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        foreach (var r in audit.Reports)
        {
            table.AddRow(
                r.Attack,
                string.Create(CultureInfo.InvariantCulture, $"{Share(r.Guesses == 0 ? null : r.Accuracy)} ({r.Low:0.00} to {r.High:0.00})").TrimStart(),
                Share(r.Guesses == 0 ? null : r.Baseline),
                Share(r.Bound),
                string.Create(CultureInfo.InvariantCulture, $"{r.AttackableShare:P0}"),
                string.Create(CultureInfo.InvariantCulture, $"{r.MedianQuestions:0.#}"));
        }

        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  is {audit.Secret}? Of {audit.Reports[0].Victims} {(audit.SecretIsDrawn ? "games" : "persons")} in {audit.Rows} rows, known by {string.Join(", ", audit.Known)}; {(audit.Profile is { } p ? $"sticky noise, profile {p}" : $"Tacit, {audit.Budget} a game")}; seed {audit.Seed}"));
        if (audit.RowsLeftOut > 0)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {audit.RowsLeftOut} rows with a missing value were left out."));
        }

        if (audit.Reports.Where(r => r.AttackableShare == 0).Select(r => r.Attack).ToList() is { Count: > 0 } silent)
        {
            console.WriteLine($"  {string.Join(", ", silent)} had no opinion of anybody: what is said of them says nothing.");
        }

        console.WriteLine(audit.Engine == SecretEngine.Sticky ? "Sticky noise has no bound: accuracy is to be held against the majority's share."
            : audit.IsExceeded ? $"EXCEEDED: {string.Join(", ", audit.Reports.Where(r => r.IsExceeded).Select(r => r.Attack))} learned more than was paid for." : "No attack was found to learn more than was paid for. That is no proof.");
    }

    private static string Share(double? value) => value is { } v ? v.ToString("0.000", CultureInfo.InvariantCulture) : string.Empty;

    private static void Print(SecretAuditResult audit) => JsonOut.Print(new
    {
        format = 1,
        engine = audit.Engine.ToString().ToLowerInvariant(),
        audit.Profile,
        budget = audit.Budget?.ToString(),
        audit.Rows,
        audit.RowsLeftOut,
        audit.Known,
        audit.Secret,
        audit.SecretIsDrawn,
        exceeded = audit.IsExceeded,
        seed = audit.Seed.ToString(CultureInfo.InvariantCulture),
        attacks = audit.Reports.Select(r => new
        {
            name = r.Attack,
            r.Victims,
            r.Guesses,
            r.Correct,
            accuracy = r.Guesses == 0 ? (double?)null : r.Accuracy,
            r.Low,
            r.High,
            r.Alpha,
            majority = r.Guesses == 0 ? (double?)null : r.Baseline,
            attackable = r.AttackableShare,
            r.MedianQuestions,
            r.MostQuestions,
            r.Bound,
            r.Spent,
            verdict = r.Bound is null ? "measured" : r.IsExceeded ? "exceeded" : "within",
        }),
    });
}
