using System.CommandLine;
using System.Globalization;
using Tacit.AdoNet;
using Tacit.Cli.Output;
using Tacit.Data;
using Tacit.Numerics;

namespace Tacit.Cli.Commands;

internal static class PolicyCommand
{
    public static Command Create() => new("policy", "What an owner allows: tables, public facts, budgets.\n\nExample: tacit policy init nafld --unit id --epsilon 4 --delta 1e-6 -o nafld.policy.json") { Init(), Check(), Schema() };

    private static Command Init()
    {
        var data = new Argument<string?>("data") { Arity = ArgumentArity.ZeroOrOne, Description = "A data set of the catalogue, a .csv, .csv.gz, .parquet or .duckdb file, a table as clinic.duckdb#labs, or a folder with such files." };
        var postgreSql = new Option<string[]>("--postgresql") { Description = "In place of data: the environment variable with the connection string of a PostgreSQL database. Several times where the persons are spread over several databases.", AllowMultipleArgumentsPerToken = true };
        var clickHouse = new Option<string[]>("--clickhouse") { Description = "The same for a ClickHouse database.", AllowMultipleArgumentsPerToken = true };
        var unit = new Option<string>("--unit") { Description = "The column that identifies a person.", Required = true };
        var epsilon = new Option<string?>("--epsilon") { Description = "The budget's ε." };
        var rho = new Option<string?>("--rho") { Description = "The budget's ρ, in place of ε." };
        var delta = new Option<string?>("--delta") { Description = "The budget's δ." };
        var population = new Option<string?>("--population") { Description = "The population's name; the data's unless named; needed for a database." };
        var output = new Option<string>("--output", "-o") { Description = "The policy file to write.", Required = true };
        var learn = new Option<string?>("--learn-bounds") { Description = "ε (or ρ) to spend on learning the bounds of numbers privately, from the budget and charged to the policy's ledger. Of databases and of Parquet and DuckDB files, whose columns have types." };
        var json = JsonOut.Option("Print a JSON object with 'file' and 'toFillIn', and what was learned.");
        var command = new Command("init", "Drafts a policy from the schema alone: no value is read. What it cannot know is marked \"?\". A data set of the catalogue brings its public facts.\n\nExample: tacit policy init nafld --unit id --epsilon 4 --delta 1e-6 -o nafld.policy.json")
        {
            data, postgreSql, clickHouse, unit, epsilon, rho, delta, population, learn, output, json,
        };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var file = result.GetValue(output)!;
            if (OutputFile.Fault(file) is { } fault)
            {
                throw new BadInputException($"{fault} Nothing was spent.");
            }

            var budget = new BudgetPolicy { Epsilon = Number(result.GetValue(epsilon), "--epsilon"), Rho = Number(result.GetValue(rho), "--rho"), Delta = Number(result.GetValue(delta), "--delta") };
            var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            var draft = await DraftAsync(result.GetValue(data), result.GetValue(postgreSql) ?? [], result.GetValue(clickHouse) ?? [], result.GetValue(unit)!, budget == new BudgetPolicy() ? null : budget, folder, result.GetValue(population), token);

            LearnedPolicy? learned = null;
            if (result.GetValue(learn) is { } text)
            {
                var amount = Number(text, "--learn-bounds")!.Value is { Sign: > 0 } positive ? positive : throw new BadInputException("--learn-bounds needs a number above 0.");
                if (File.Exists(file))
                {
                    throw new BadInputException($"{file} exists. Learning is paid for: name another file, or remove it first. Nothing was spent.");
                }

                learned = await draft.LearnBoundsAsync(folder, amount, Show.Progress("opening"), Databases.Open, token);
                draft = learned.Draft;
            }

            // What an owner wrote into a policy is not to be lost.
            if (File.Exists(file) && await File.ReadAllTextAsync(file, token) != draft.Json)
            {
                throw new BadInputException($"{file} exists and says something else. Name another file, or remove it first.");
            }

            await File.WriteAllTextAsync(file, draft.Json, token);
            if (result.GetValue(json))
            {
                JsonOut.Print(new { file, toFillIn = draft.ToFillIn, learned = learned?.Learned, fewestPersons = learned?.FewestPersons, spent = learned?.Price });
                return Exit.Done;
            }

            if (learned is not null)
            {
                Console.Out.WriteLine($"Learned the bounds of {(learned.Learned.Count == 0 ? "no column: too few persons for this amount" : string.Join(", ", learned.Learned))}; paid {learned.Price}.");
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Bins in which fewer than about {learned.FewestPersons} persons have their drawn row are not seen: what lies beyond the bounds is clipped to them."));
            }

            Console.Out.WriteLine(draft.ToFillIn.Count == 0
                ? $"{file} is complete. Check it with: tacit policy check {file}"
                : string.Create(CultureInfo.InvariantCulture, $"{file} is a draft. Fill in {draft.ToFillIn.Count} facts, marked \"?\", then: tacit policy check {file}"));
            return Exit.Done;
        }));
        return command;
    }

    private static async Task<PolicyDraft> DraftAsync(string? data, string[] postgreSql, string[] clickHouse, string unit, BudgetPolicy? budget, string folder, string? population, CancellationToken token)
    {
        if (new[] { data is not null, postgreSql.Length > 0, clickHouse.Length > 0 }.Count(named => named) != 1)
        {
            throw new BadInputException("Name the data, or a database with --postgresql or --clickhouse, and one of them alone.");
        }

        if (data is not null)
        {
            return PolicyDraft.Of(data, unit, budget, folder, population);
        }

        var database = new DatabasePolicy { Engine = postgreSql.Length > 0 ? SqlDialect.PostgreSql : SqlDialect.ClickHouse, Connections = [.. postgreSql, .. clickHouse] };
        return await PolicyDraft.OfDatabaseAsync(
            database, database.Engines(Databases.Open)[0], unit, population ?? throw new BadInputException("A database does not name its population: say --population hospital."), budget, token);
    }

    private static Command Check()
    {
        var policy = new Argument<string>("policy") { Description = "The policy file." };
        var json = JsonOut.Option("Print a JSON object with 'ledger' and 'populations'.");
        var command = new Command("check", "Checks a policy, opens its data once, and shows the facts that answers rest on. For the owner.\n\nExample: tacit policy check nafld.policy.json") { policy, json };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var read = PrivacyPolicy.Load(result.GetValue(policy)!);
            var populations = new List<PolicyFacts>();
            foreach (var population in read.Populations)
            {
                await using var data = await read.OpenDataAsync(population.Name, Show.Progress("opening"), Databases.Open, token);
                populations.Add(new(
                    population.Name,
                    data.Population.Unit.ToString(),
                    data.Version,
                    population.Budget.ToBudget().ToString(),
                    [.. data.Tables.SelectMany(t => t.Describe()), .. data.PublicTables.SelectMany(t => t.Describe())]));
            }

            if (result.GetValue(json))
            {
                JsonOut.Print(new { ledger = read.LedgerFile, populations });
                return Exit.Done;
            }

            foreach (var p in populations)
            {
                Console.Out.WriteLine($"{p.Name}: {p.Unit}\nversion  {p.Version}\nbudget   {p.Budget}\n  {string.Join("\n  ", p.Facts)}");
            }

            Console.Out.WriteLine($"ledger   {read.LedgerFile}\nThe policy holds.");
            return Exit.Done;
        }));
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Prints the JSON schema of policies, for editors.");
        command.SetAction(_ =>
        {
            Console.Out.Write(PrivacyPolicy.JsonSchema);
            return Exit.Done;
        });
        return command;
    }

    private static Rational? Number(string? text, string option) => text is null ? null
        : Rational.TryParse(text, out var value) ? value
        : throw new BadInputException($"{option} needs a number, such as 0.5 or 1e-6.");

    private sealed record PolicyFacts(string Name, string Unit, string Version, string Budget, IReadOnlyList<string> Facts);
}
