namespace Tacit.Data;

/// <summary>Declares the tables of a population and how they are opened.</summary>
public sealed class DatasetBuilder
{
    private readonly List<(string Name, string Path, Action<TableBuilder> Declare)> _tables = [];
    private readonly List<(string Name, string Path, Action<PublicTableBuilder> Declare)> _publicTables = [];
    private string _folder = string.Empty;
    private string? _spillFolder;
    private long _memoryBytes = 4L << 30;
    private IReadOnlyList<DataEngine> _engines = [];
    private bool _isAboutFiles;

    internal string VersionText { get; private set; } = "1";

    /// <summary>Relative paths start here.</summary>
    public DatasetBuilder In(string folder)
    {
        _folder = folder;
        _isAboutFiles = true;
        return this;
    }

    /// <summary>The owner's name for this state of the data. Stored answers repeat while it stays the same; change it when the data changes.</summary>
    public DatasetBuilder Version(string version)
    {
        VersionText = string.IsNullOrWhiteSpace(version) ? throw new BadInputException("A data version needs a name, for example \"2026-11\".") : version;
        Declaration.CheckText(version, "The data version");
        return this;
    }

    /// <summary>The most memory that the engine uses; beyond it, it spills pages; see SpillTo. Default 4 GiB.</summary>
    public DatasetBuilder Memory(long bytes)
    {
        _isAboutFiles = true;
        _memoryBytes = bytes >= 64 << 20 ? bytes : throw new BadInputException("The engine needs at least 64 MiB of memory.");
        return this;
    }

    /// <summary>Where pages spill, into a folder that only the owner may read; the system's temporary folder unless said otherwise. They are enciphered with a key that is never stored, but the engine calls the strength of that key weak: put the folder on an encrypted disk.</summary>
    public DatasetBuilder SpillTo(string folder)
    {
        _isAboutFiles = true;
        _spillFolder = folder;
        return this;
    }

    /// <summary>The tables are in a database, not in files. Several databases are one population whose units are spread over them, each unit in one alone: that is checked at opening.</summary>
    /// <param name="engines">The databases, as the package of an engine gives them.</param>
    public DatasetBuilder From(params IReadOnlyList<DataEngine> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        _engines = engines.Count > 0 && engines.All(e => e is not null) ? [.. engines] : throw new BadInputException("From(…) needs at least one database.");
        return this;
    }

    /// <summary>A table from a CSV file (<c>.csv</c>, <c>.csv.gz</c>), a Parquet file (<c>.parquet</c>) or a table in a DuckDB file (<c>clinic.duckdb#labs</c>); after <see cref="From"/>, a table of the database (<c>schema.table</c>).</summary>
    public DatasetBuilder Table(string name, string path, Action<TableBuilder> declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        CheckName(name);
        _tables.Add((name, path, declare));
        return this;
    }

    /// <summary>A table that is nobody's: a code book, a calendar, prices. Anything about it may be read and shown. From the same kinds of files.</summary>
    public DatasetBuilder PublicTable(string name, string path, Action<PublicTableBuilder> declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        CheckName(name);
        _publicTables.Add((name, path, declare));
        return this;
    }

    internal Task<PreparedData> PrepareAsync(DataDeclaration declaration, IProgress<string>? progress, CancellationToken token)
    {
        if (_engines.Count > 0 && _isAboutFiles)
        {
            throw new BadInputException("In, Memory and SpillTo are about files and the embedded engine: leave them out where the tables come From(…) a database.");
        }

        return _engines.Count switch
        {
            0 => new EmbeddedEngine(_folder, _memoryBytes, _spillFolder).PrepareAsync(declaration, progress, token),
            1 => _engines[0].PrepareAsync(declaration, progress, token),
            _ => ShardedData.PrepareAsync(_engines, declaration, progress, token),
        };
    }

    private void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || _tables.Any(t => t.Name == name) || _publicTables.Any(t => t.Name == name))
        {
            throw new BadInputException($"The table '{name}' is declared twice or has no name.");
        }

        Declaration.CheckText(name, "The name of a table");
    }

    internal IReadOnlyList<DeclaredPublicTable> BuildPublic() => _publicTables.ConvertAll(t =>
    {
        var builder = new PublicTableBuilder(t.Name);
        t.Declare(builder);
        return new DeclaredPublicTable(builder.Build(), t.Path);
    });

    internal IReadOnlyList<DeclaredTable> Build(PrivacyUnit unit)
    {
        if (_tables.Count == 0)
        {
            throw new BadInputException("The data set declares no table. Add one with Table(name, path, …).");
        }

        var builders = _tables.ConvertAll(t =>
        {
            var builder = new TableBuilder(t.Name);
            t.Declare(builder);
            return builder;
        });
        var steps = _tables.Zip(builders).Where(t => t.Second.Step is not null).ToDictionary(t => t.First.Name, t => t.Second.Step!, StringComparer.Ordinal);
        var onPath = steps.Values.Select(s => s.Table).ToHashSet(StringComparer.Ordinal);
        var facts = UnitPaths.Resolve([.. _tables.Zip(builders, (t, b) => b.Build(unit, onPath.Contains(t.Name)))], steps, unit.Column);
        return [.. facts.Zip(_tables, (f, t) => new DeclaredTable(f, t.Path))];
    }
}
