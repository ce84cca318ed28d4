using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;
using Tacit.Data;
using Tacit.Identity;

namespace Tacit.Cli.Commands;

internal static class DataPseudonymiseCommand
{
    private static readonly Argument<string> Input = new("input") { Description = "A .csv, .csv.gz or .parquet file, a table of a DuckDB file as clinic.duckdb#labs, or a table of the catalogue as nafld/labs." };
    private static readonly Option<string> Key = new("--key") { Description = "The column that says which person a row is of.", Required = true };
    private static readonly Option<string> Audience = new("--audience") { Description = "The recipient or study: the same person has another pseudonym for each.", Required = true };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "The .csv, .csv.gz or .parquet file that is written, whole or not at all.", Required = true };
    private static readonly Option<int> Type = new("--type") { Description = "The number of the kind of thing that a key is of, 1 to 254.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> KeyType = new Option<string>("--key-type") { Description = "What a key is: text, integer (07 is 7) or uuid.", DefaultValueFactory = _ => "text" }.AcceptOnlyFromAmong("text", "integer", "uuid");
    private static readonly Option<string?> Ring = new("--ring") { Description = "The ring of keys; made on first use with rights for its owner alone. In the folder of the user's settings unless given." };
    private static readonly Option<string?> Crosswalk = new("--crosswalk") { Description = "Which person has which pseudonym; made on first use with rights for its owner alone. It stays at home: beside the ring unless given." };
    private static readonly Option<bool> Reveal = new("--reveal") { Description = "Turn pseudonyms back into keys, with the ring and the crosswalk. The output is for its owner alone." };
    private static readonly Option<int> Memory = new("--memory") { Description = "The most memory of the engine, in MiB; beyond it, enciphered pages spill to disk.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<bool> Json = JsonOut.Option("Print one JSON object; see docs/cli.md.");

    public static Command Create()
    {
        var command = new Command(
            "pseudonymise",
            "Replaces the key of persons in a table by pseudonyms of an audience. One person has one pseudonym in all its tables, which only the ring and the crosswalk together turn back. "
            + "Not differential privacy: the rest of a row can still say who it is.\n\n"
            + "Example: tacit data pseudonymise labs.csv --key patient --audience registry-2027 -o labs-registry.csv\n"
            + "Example: tacit data pseudonymise labs-registry.csv --key patient --audience registry-2027 --reveal -o labs-again.csv")
        {
            Input, Key, Audience, Output, Type, KeyType, Ring, Crosswalk, Reveal, Memory, Json,
        };
        command.SetAction((result, token) => IdCommand.RunAsync(() => RunAsync(result, token)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken token)
    {
        if (result.GetValue(Type) is < 1 or > 254 || result.GetValue(Memory) is < 64 or > 1 << 24)
        {
            throw new BadInputException("--type is 1 to 254, and --memory at least 64 MiB.");
        }

        var ringPath = IdCommand.PathOf(result.GetValue(Ring));
        var reveal = result.GetValue(Reveal);
        if (reveal && !File.Exists(ringPath))
        {
            throw new BadInputException($"There is no ring of keys at {ringPath}. Pseudonyms are turned back with the ring that they were made with: name it with --ring.");
        }

        var crosswalk = result.GetValue(Crosswalk) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ringPath))!, "crosswalk.db");
        using var ring = IdentityKeyRing.LoadOrCreate(ringPath);
        var pseudonymiser = new Pseudonymiser(ring, result.GetValue(Audience)!, crosswalk)
        {
            EntityType = (byte)result.GetValue(Type),
            KeyKind = result.GetValue(KeyType) switch { "integer" => PseudonymKeyKind.Integer, "uuid" => PseudonymKeyKind.Uuid, _ => PseudonymKeyKind.Text },
            MemoryBytes = (long)result.GetValue(Memory) << 20,
        };
        var table = new PseudonymTable(await PathOfAsync(result.GetValue(Input)!, token), result.GetValue(Key)!, result.GetValue(Output)!);
        var done = await (reveal ? pseudonymiser.RevealAsync(table, Show.Progress("pseudonyms:"), token) : pseudonymiser.ReplaceAsync(table, Show.Progress("pseudonyms:"), token));
        if (!reveal && done.Repeating.Count > 0)
        {
            Console.Error.WriteLine($"The key itself also stands in {string.Join(", ", done.Repeating.Select(c => $"'{c}'"))}: leave such columns out before the table leaves its home.");
        }

        if (result.GetValue(Json))
        {
            JsonOut.Print(new { output = table.Output, column = table.Column, audience = result.GetValue(Audience), revealed = reveal, rows = done.Rows, missing = done.Missing, subjects = done.Subjects, newSubjects = done.NewSubjects, repeating = done.Repeating, crosswalk });
        }
        else
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Rows:N0} rows of {done.Subjects:N0} subjects{(reveal ? string.Empty : $", {done.NewSubjects:N0} of them new")}; {done.Missing:N0} rows without a key  ->  {table.Output}"));
        }

        return Exit.Done;
    }

    // A file comes first: the catalogue has no names with a dot.
    private static async Task<string> PathOfAsync(string input, CancellationToken token)
    {
        var parts = input.Split('/');
        if (File.Exists(input.Split('#')[0]) || parts.Length > 2 || input.Contains('.', StringComparison.Ordinal))
        {
            return input;
        }

        var catalogue = DatasetCatalogue.Installed();
        var tables = catalogue.Find(parts[0]).Tables;
        var table = tables.FirstOrDefault(t => t.Name == parts[^1] && parts.Length == 2) ?? (tables.Count == 1 && parts.Length == 1 ? tables[0] : null)
            ?? throw new BadInputException($"Name a table of the data set: {string.Join(", ", tables.Select(t => $"{parts[0]}/{t.Name}"))}.");
        return Path.Combine(await catalogue.FetchAsync(parts[0], null, Show.Progress("verifying"), token), table.File);
    }
}
