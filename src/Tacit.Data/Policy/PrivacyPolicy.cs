using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tacit.Data;

/// <summary>What an owner allows: populations with their tables and public facts, budgets, and the ledger that counts. A JSON file; see docs/policy.md.</summary>
/// <remarks>Immutable. Reading a policy reads no data; <see cref="OpenDataAsync"/> does.</remarks>
public sealed record PrivacyPolicy
{
    /// <summary>The format that this version reads and writes.</summary>
    public const int CurrentFormat = 1;

    private const double UsualConfidence = 0.95;
    private string _folder = string.Empty;
    private string _file = "the policy";

    /// <summary>The address of the schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    [JsonPropertyOrder(-1)]
    public string? Schema { get; init; }

    /// <summary>The number of the format: 1.</summary>
    public required int Format { get; init; }

    /// <summary>The time zone of moments in the data that name none; UTC unless said. Dates are days in every zone, and moments in questions are in UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The confidence of intervals, in (0, 1); 0.95 unless said.</summary>
    public double? Confidence { get; init; }

    /// <summary>The ledger that pays.</summary>
    public required LedgerPolicy Ledger { get; init; }

    /// <summary>The populations.</summary>
    public required IReadOnlyList<PopulationPolicy> Populations { get; init; }

    /// <summary>The confidence of intervals that holds.</summary>
    [JsonIgnore]
    public double ConfidenceOrUsual => Confidence ?? UsualConfidence;

    /// <summary>The ledger's file, from the policy's folder on; or a database, as it is written.</summary>
    [JsonIgnore]
    public string LedgerFile => Ledger.IsDatabase ? Ledger.Path : Path.Combine(_folder, Ledger.Path);

    /// <summary>The ledger's key file, from the policy's folder on; null where it lies beside the ledger under its usual name.</summary>
    [JsonIgnore]
    public string? LedgerKeyFile => Ledger.Key is { } key ? Path.Combine(_folder, key) : null;

    /// <summary>The schema of policies, as JSON. The file <c>docs/policy.schema.json</c> is this text.</summary>
    public static string JsonSchema => PolicyJson.Schema();

    /// <summary>Reads and checks a policy. No data is read.</summary>
    /// <exception cref="BadInputException">The file cannot be read, is a draft with facts to be filled in, or says something that no policy says; the message names line and position.</exception>
    public static PrivacyPolicy Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"The policy {path} cannot be read. Check the path; `tacit policy init` drafts a policy.");
        }

        var file = Path.GetFileName(path);
        return PolicyText.Read(bytes, file) with { _folder = Path.GetDirectoryName(Path.GetFullPath(path))!, _file = file };
    }

    /// <summary>Reads and checks a policy from text. Relative paths start at the current folder.</summary>
    /// <exception cref="BadInputException">The text is not a policy.</exception>
    public static PrivacyPolicy Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PolicyText.Read(System.Text.Encoding.UTF8.GetBytes(json), "the policy");
    }

    /// <summary>The policy as JSON; <see cref="Parse"/> reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PolicyJson.Options) + "\n";

    /// <summary>Checks the policy and writes it.</summary>
    /// <exception cref="BadInputException">The policy says something that no policy says, or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var json = ToJson();
        PolicyText.Read(System.Text.Encoding.UTF8.GetBytes(json), Path.GetFileName(path));
        try
        {
            File.WriteAllText(path, json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"The policy cannot be written to {path}. Check that its folder exists and may be written.");
        }
    }

    /// <summary>A population by name; the only one where no name is given.</summary>
    /// <exception cref="BadInputException">There is none of this name, or several and no name.</exception>
    public PopulationPolicy Population(string? name = null)
    {
        var names = string.Join(", ", Populations.Select(p => p.Name));
        return name is null
            ? Populations.Count == 1 ? Populations[0] : throw new BadInputException($"{_file} has several populations; name one: {names}.")
            : Populations.FirstOrDefault(p => p.Name == name) ?? throw new BadInputException($"{_file} has no population '{name}'. It has: {names}.");
    }

    /// <summary>Opens the data of a population, as the policy declares it.</summary>
    /// <param name="population">Its name; the only one where none is given.</param>
    /// <param name="progress">Reports table names as they are opened; public facts only.</param>
    /// <param name="database">Where the policy names a database: makes the engine from what the policy says and a connection string.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">A file or a declaration cannot be used; the message names file, row and column, never a cell.</exception>
    public async Task<Dataset> OpenDataAsync(
        string? population = null, IProgress<string>? progress = null, Func<DatabasePolicy, string, DataEngine>? database = null, CancellationToken token = default)
    {
        var found = Population(population);
        var engines = found.Source.Database?.Engines(database);
        var folder = found.Source.Catalogue is { } name
            ? await DatasetCatalogue.Installed().FetchAsync(name, token: token).ConfigureAwait(false)
            : Path.Combine(_folder, found.Source.Folder ?? string.Empty);
        var place = new PolicyPlace(_file, "$", new Dictionary<string, (int, int)>(StringComparer.Ordinal));
        return await Dataset.OpenAsync(
            found.Name, found.Unit.ToUnit(), data => found.Source.Declare((engines is null ? data.In(folder) : data.From(engines)).Version(found.DataVersion), ZoneOrUtc, place), progress, token).ConfigureAwait(false);
    }

    private string ZoneOrUtc => TimeZone ?? ColumnFacts.Utc;

    internal void Check(PolicyPlace place)
    {
        place.Member("format").Refuse(Format > CurrentFormat, $"This policy has format {Format}, but this version of Tacit reads formats up to {CurrentFormat}. Use a newer one.");
        place.Member("format").Refuse(Format < 1, "The first format is 1.");
        place.Member("confidence").Refuse(Confidence is { } c && !(c > 0 && c < 1), "The confidence is between 0 and 1, such as 0.95.");
        place.Member("ledger").Member("path").Refuse(string.IsNullOrWhiteSpace(Ledger.Path), "The ledger needs a file.");
        place.Member("ledger").Refuse(Ledger.IsDatabase && Ledger.Key is null, "A ledger in a database needs a 'key': the file that holds its key, away from the database.");
        place.Member("timeZone").Try(() => Zones.Check(ZoneOrUtc));
        var populations = place.Member("populations");
        populations.Refuse(Populations.Count == 0, "A policy has at least one population.");
        for (var i = 0; i < Populations.Count; i++)
        {
            populations.Item(i).Member("name").Refuse(Populations.Take(i).Any(p => p.Name == Populations[i].Name), "Two populations have this name. Two data sets of the same people are tables of one population.");
            Populations[i].Check(ZoneOrUtc, populations.Item(i));
        }
    }
}
