using Tacit.Data;

namespace Tacit;

/// <summary>Data of one population, opened once: clipped integers behind the wall, public facts before it.</summary>
/// <remarks>Thread-safe. Disposing forgets the prepared tables and their spilled pages.</remarks>
public sealed class Dataset : IHasPopulation, IAsyncDisposable
{
    private readonly PreparedData _prepared;

    private Dataset(Population population, string version, IReadOnlyList<TableFacts> tables, IReadOnlyList<PublicTableFacts> publicTables, PreparedData prepared)
    {
        Population = population;
        Version = version;
        Tables = tables;
        PublicTables = publicTables;
        Declared = Declaration.Of(population, version, tables, publicTables);
        _prepared = prepared;
    }

    /// <inheritdoc/>
    public Population Population { get; }

    /// <summary>The owner's declared version of the data.</summary>
    public string Version { get; }

    /// <summary>The declared public facts of every table.</summary>
    public IReadOnlyList<TableFacts> Tables { get; }

    /// <summary>The declared facts of every public table.</summary>
    public IReadOnlyList<PublicTableFacts> PublicTables { get; }

    /// <summary>Everything that was declared, as one line of JSON: whatever decides an answer but the files. The same text means the same declaration.</summary>
    public string Declared { get; }

    /// <summary>For planners: the SQL that its engine runs.</summary>
    public SqlDialect Dialect => _prepared.Dialect;

    /// <summary>For planners: over how many databases its units are spread. Where there are several, only what adds up over units can be pushed down.</summary>
    public int Shards => _prepared.Shards;

    /// <summary>Opens data: reads every table once, clips, bounds and ranks, and closes the engine to everything else. For the owner.</summary>
    /// <param name="population">The name of the population, which is the name of its account.</param>
    /// <param name="unit">Whose presence is protected.</param>
    /// <param name="declare">The tables with their public facts.</param>
    /// <param name="progress">Reports table names as they are opened; public facts only.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">A file or a declaration cannot be used; the message names file, row and column, never a cell.</exception>
    public static async Task<Dataset> OpenAsync(
        string population, PrivacyUnit unit, Action<DatasetBuilder> declare, IProgress<string>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(declare);
        var who = new Population(population, unit);
        var builder = new DatasetBuilder();
        declare(builder);
        var tables = builder.Build(unit);
        var publicTables = builder.BuildPublic();
        var prepared = await builder.PrepareAsync(new(unit, tables, publicTables), progress, token).ConfigureAwait(false);
        return new(who, builder.VersionText, [.. tables.Select(t => t.Facts)], [.. publicTables.Select(t => t.Facts)], prepared);
    }

    /// <summary>Whether the connection to a database was lost, and with it what was prepared: the data set has to be opened again.</summary>
    public bool IsLost => _prepared.IsLost;

    /// <summary>For planners: refuses where the engine is out of reach, so that nothing is spent on a question that cannot be answered.</summary>
    /// <exception cref="BadInputException">The connection to a database was lost.</exception>
    public void CheckReachable()
    {
        if (IsLost)
        {
            throw new BadInputException("The connection to the database was lost, and with it what was prepared. Open the data set again. Nothing was spent.");
        }
    }

    /// <summary>The facts of a table.</summary>
    /// <exception cref="BadInputException">The table was not declared.</exception>
    public TableFacts Table(string name) => Tables.FirstOrDefault(t => t.Name == name)
        ?? throw new BadInputException(PublicTables.Any(t => t.Name == name)
            ? $"'{name}' is a public table: its rows are nobody's, and nobody's rows are counted here."
            : $"There is no table '{name}'. A table that is not declared is never read. Declared: {string.Join(", ", Tables.Select(t => t.Name))}.");

    /// <summary>
    /// For planners: the different values of columns of a public table, in order, a missing one first. Each as the text that a pushed statement gives for a key
    /// cast to text: a category by its index, a number by its stored integer, a time as <c>2026-11-29 14:05:00</c>; null where it is missing.
    /// </summary>
    /// <param name="table">A public table.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="atMost">How many are allowed.</param>
    /// <exception cref="BadInputException">There is no such public table or column, or there are more values.</exception>
    public IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost = 1_000_000) => _prepared.PublicValues(table, columns, atMost);

    /// <summary>For planners: the most rows of a public table that share values of these keys. Joined by equality on them, one row becomes at most so many. Missing values are never equal.</summary>
    /// <param name="table">A public table.</param>
    /// <param name="keys">Its columns, or numbers rounded as the join rounds them.</param>
    /// <exception cref="BadInputException">There is no such public table or column.</exception>
    public long PublicFanOut(string table, IReadOnlyList<PublicKey> keys) => _prepared.PublicFanOut(table, keys);

    /// <summary>
    /// For authors of query rooms: a recipe for the integer rows of a statement over the prepared tables. The author answers for its sensitivity;
    /// nothing runs before a permit opens it.
    /// </summary>
    public Sensitive<IReadOnlyList<IntegerRow>> Push(PushedStatement statement) => new(Population, token => _prepared.ReadAsync(statement, token));

    /// <summary>Names the population only.</summary>
    public override string ToString() => $"Data of '{Population.Name}', version {Version}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _prepared.DisposeAsync();
}
