using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tacit.Data;

/// <summary>The data sets that Tacit knows: licence, citation, privacy unit, files with their hashes, and where they come from.</summary>
public sealed class DatasetCatalogue
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private readonly string _folder;

    private DatasetCatalogue(string folder, IReadOnlyList<CatalogueEntry> entries)
    {
        _folder = folder;
        Entries = entries;
    }

    /// <summary>The data sets, in the order of the catalogue.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>The catalogue that is installed beside the program, or the nearest <c>data</c> folder above the current one.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static DatasetCatalogue Installed()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "data");
        if (File.Exists(Path.Combine(beside, "catalogue.json")))
        {
            return Open(beside);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "data");
            if (File.Exists(Path.Combine(candidate, "catalogue.json")))
            {
                return Open(candidate);
            }
        }

        throw new BadInputException("The catalogue of data sets is missing: the folder 'data' with catalogue.json should lie beside the program. Reinstall Tacit.");
    }

    /// <summary>The catalogue of a folder.</summary>
    /// <exception cref="BadInputException">The folder has no readable catalogue.json.</exception>
    public static DatasetCatalogue Open(string folder)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(folder, "catalogue.json"));
            return new(folder, JsonSerializer.Deserialize<List<CatalogueEntry>>(stream, Options) ?? []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BadInputException($"The catalogue in {folder} cannot be read: {e.Message}");
        }
    }

    /// <summary>A data set by name.</summary>
    /// <exception cref="BadInputException">The catalogue does not have it.</exception>
    public CatalogueEntry Find(string name) => Entries.FirstOrDefault(e => e.Name == name)
        ?? throw new BadInputException($"The catalogue has no data set '{name}'. It has: {string.Join(", ", Entries.Select(e => e.Name))}.");

    /// <summary>Makes the files of a data set available, verified against their hashes, and returns their folder.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="target">Where to copy them, or null to use the bundled files where they are.</param>
    /// <param name="progress">Reports each file.</param>
    /// <param name="token">Cancels; a file is either whole or not there.</param>
    /// <exception cref="BadInputException">No source gives the files that the catalogue describes.</exception>
    public async Task<string> FetchAsync(string name, string? target = null, IProgress<string>? progress = null, CancellationToken token = default)
    {
        var entry = Find(name);
        var reasons = new List<string>();
        foreach (var source in entry.Sources)
        {
            if (source.Kind != "bundled" || source.Path is null)
            {
                reasons.Add($"{source.Kind} {source.Package ?? source.Url}: gives the original, which eng/data/{entry.Name}.sh turns into these files");
                continue;
            }

            var from = Path.Combine(_folder, source.Path);
            if (entry.Tables.FirstOrDefault(t => !File.Exists(Path.Combine(from, t.File))) is { } missing)
            {
                reasons.Add($"bundled: {missing.File} is missing");
                continue;
            }

            foreach (var table in entry.Tables)
            {
                progress?.Report(table.File);
                await VerifyAsync(Path.Combine(from, table.File), table, token).ConfigureAwait(false);
            }

            return target is null ? from : await CopyAsync(entry, from, target, token).ConfigureAwait(false);
        }

        throw new BadInputException($"No source gave the data set '{name}'. {string.Join("; ", reasons)}.");
    }

    /// <summary>Whether the public facts of a data set are written down, so that a policy can be drafted from its name.</summary>
    internal static bool HasFacts(CatalogueEntry entry) => entry.Name == "nafld";

    /// <summary>Declares the public facts of a data set, and gives the version of its files.</summary>
    /// <exception cref="BadInputException">Nobody has written them down yet.</exception>
    internal string Declare(CatalogueEntry entry, DatasetBuilder data)
    {
        if (!HasFacts(entry))
        {
            throw new BadInputException($"The catalogue has no public facts of '{entry.Name}'. Fetch it with `tacit data fetch {entry.Name}`, and draft from its files.");
        }

        var bundled = entry.Sources.FirstOrDefault(s => s.Kind == "bundled")?.Path ?? string.Empty;
        Nafld.Declare(data, Path.Combine(_folder, bundled));
        return Nafld.BundledVersion;
    }

    private static async Task VerifyAsync(string file, CatalogueTable table, CancellationToken token)
    {
        await using var stream = File.OpenRead(file);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, token).ConfigureAwait(false)) != table.Sha256)
        {
            throw new BadInputException($"{table.File} is not the file that the catalogue describes (its SHA-256 differs). Fetch it again.");
        }
    }

    private static async Task<string> CopyAsync(CatalogueEntry entry, string from, string target, CancellationToken token)
    {
        try
        {
            Directory.CreateDirectory(target);
            foreach (var table in entry.Tables)
            {
                var temporary = Path.Combine(target, table.File + ".part");
                await using (var source = File.OpenRead(Path.Combine(from, table.File)))
                await using (var copy = File.Create(temporary))
                {
                    await source.CopyToAsync(copy, token).ConfigureAwait(false);
                }

                File.Move(temporary, Path.Combine(target, table.File), overwrite: true);
            }

            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The files cannot be written to {target}: {e.Message}");
        }
    }
}
