using System.Text.Json;
using System.Text.Json.Nodes;
using Tacit.Numerics;

namespace Tacit.Data;

/// <summary>A policy that was begun from the schema of data alone, or completed from the public facts of a data set of the catalogue.</summary>
/// <param name="Json">The text; <see cref="PrivacyPolicy.Load"/> reads it once nothing is to be filled in.</param>
/// <param name="ToFillIn">The places where the owner has to say something, in order. They hold <c>"?"</c>.</param>
public sealed record PolicyDraft(string Json, IReadOnlyList<string> ToFillIn)
{
    private const string DraftVersion = "1";

    /// <summary>What the draft says of the database that it is of; null where it is of files.</summary>
    public DatabasePolicy? Database { get; init; }

    // How many questions that select keys fit into the budget's δ, unless the owner says otherwise.
    private const int QuestionsPerDelta = 100;

    /// <summary>Drafts a policy. No value of the data is read: header names of text, columns and types of other files.</summary>
    /// <param name="data">A data set of the catalogue, a file, a table of a DuckDB file, or a folder with files.</param>
    /// <param name="unit">The column that identifies a person.</param>
    /// <param name="budget">The budget; to be filled in where it is null.</param>
    /// <param name="policyFolder">The folder that the policy will lie in.</param>
    /// <param name="population">The population's name; the data's unless said.</param>
    /// <exception cref="BadInputException">There is no such data, no table has the column, or the catalogue says that another one identifies a person.</exception>
    public static PolicyDraft Of(string data, string unit, BudgetPolicy? budget, string policyFolder, string? population = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(data);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        budget?.ToBudget();
        var isFile = File.Exists(data.Split('#', 2)[0]) || Directory.Exists(data);
        var entry = isFile ? null : DatasetCatalogue.Installed().Entries.FirstOrDefault(e => e.Name == data);
        if (!isFile && entry is null)
        {
            throw new BadInputException($"There is no file, no folder and no data set of the catalogue called {data}. Of the catalogue a policy is drafted by name for: {string.Join(", ", DatasetCatalogue.Installed().Entries.Where(DatasetCatalogue.HasFacts).Select(e => e.Name))}.");
        }

        var (version, source) = entry is null ? (DraftVersion, FromFiles(data, unit, policyFolder)) : FromCatalogue(entry, PrivacyUnit.Person(unit));
        return Written(population ?? entry?.Name ?? PlainName(data), unit, version, source, budget);
    }

    /// <summary>Drafts a policy for the tables of a database that may be read, from names and types of their columns. No value is read.</summary>
    /// <param name="database">What the policy says of the database.</param>
    /// <param name="engine">The database; the first where the units are spread over several.</param>
    /// <param name="unit">The column that identifies a person.</param>
    /// <param name="population">The population's name.</param>
    /// <param name="budget">The budget; to be filled in where it is null.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">The database cannot be reached, has no table that may be read, or none with the column.</exception>
    public static async Task<PolicyDraft> OfDatabaseAsync(DatabasePolicy database, DataEngine engine, string unit, string population, BudgetPolicy? budget = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        ArgumentNullException.ThrowIfNull(population);
        budget?.ToBudget();
        database.Check(new PolicyPlace("the policy", "$.populations[0].source.database", new Dictionary<string, (int, int)>(StringComparer.Ordinal)));
        var source = new JsonObject
        {
            ["database"] = JsonSerializer.SerializeToNode(database, PolicyJson.Options),
            ["tables"] = SourceDraft.Tables(await engine.TablesAsync(token).ConfigureAwait(false), unit),
        };
        return Written(population, unit, DraftVersion, source, budget) with { Database = database };
    }

    private static PolicyDraft Written(string name, string unit, string version, JsonObject source, BudgetPolicy? budget)
    {
        _ = new Population(name, PrivacyUnit.Person(unit));
        var draft = new JsonObject
        {
            ["format"] = PrivacyPolicy.CurrentFormat,
            ["ledger"] = new JsonObject { ["path"] = name + ".ledger" },
            ["populations"] = new JsonArray(new JsonObject
            {
                ["name"] = name,
                ["unit"] = new JsonObject { ["kind"] = "person", ["column"] = unit },
                ["dataVersion"] = version,
                ["source"] = source,
                ["budget"] = budget is null ? PolicyText.ToFillIn : JsonSerializer.SerializeToNode(budget, PolicyJson.Options),
            }),
        };
        if (budget?.Delta is { } delta)
        {
            draft["populations"]![0]!["deltaPerQuery"] = JsonSerializer.SerializeToNode<Rational>(delta / QuestionsPerDelta, PolicyJson.Options);
        }

        var json = draft.ToJsonString(PolicyJson.Options);
        var missing = PolicyText.ToFillInOf(json);
        var head = missing.Count > 0
            ? $"// A draft from the schema alone: no value was read. Say what is public in place of every \"{PolicyText.ToFillIn}\", from a code book or a protocol, not from the data.\n// Columns that nobody may ask about are left out. See docs/policy.md.\n"
            : "// Complete. See docs/policy.md.\n";
        return new(head + json + "\n", missing);
    }

    private static JsonObject FromFiles(string data, string unit, string policyFolder)
    {
        var full = Path.GetFullPath(data.Split('#', 2)[0]);
        return new()
        {
            ["folder"] = Path.GetRelativePath(policyFolder, Directory.Exists(data) ? full : Path.GetDirectoryName(full)!).Replace('\\', '/'),
            ["tables"] = SourceDraft.Tables(data, unit),
        };
    }

    private static (string Version, JsonObject Source) FromCatalogue(CatalogueEntry entry, PrivacyUnit unit)
    {
        if (entry.PrivacyUnit.Column != unit.Column)
        {
            throw new BadInputException($"A {entry.PrivacyUnit.Name} of '{entry.Name}' is identified by the column '{entry.PrivacyUnit.Column}', not by '{unit.Column}'. Use --unit {entry.PrivacyUnit.Column}.");
        }

        var builder = new DatasetBuilder();
        var version = DatasetCatalogue.Installed().Declare(entry, builder);
        return (version, new()
        {
            ["catalogue"] = entry.Name,
            ["tables"] = JsonSerializer.SerializeToNode<IReadOnlyList<TablePolicy>>([.. builder.Build(unit).Select(t => TablePolicy.FromFacts(t.Facts, t.Source))], PolicyJson.Options),
        });
    }

    private static string PlainName(string data)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data.Split('#', 2)[0]))).Split('.')[0];
        return string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) is { Length: > 0 and <= 100 } plain ? plain : "population";
    }
}
