using Tacit.Data;

namespace Tacit;

/// <summary>Data of one population, opened once: clipped integers behind the wall, public facts before it.</summary>
/// <remarks>Thread-safe. Disposing forgets the prepared tables and their spilled pages.</remarks>
public sealed class Dataset : IHasPopulation, IAsyncDisposable
{
    private readonly Engine _engine;

    private Dataset(Population population, string version, IReadOnlyList<TableFacts> tables, Engine engine)
    {
        Population = population;
        Version = version;
        Tables = tables;
        Declared = Declaration.Of(population, version, tables);
        _engine = engine;
    }

    /// <inheritdoc/>
    public Population Population { get; }

    /// <summary>The owner's declared version of the data.</summary>
    public string Version { get; }

    /// <summary>The declared public facts of every table.</summary>
    public IReadOnlyList<TableFacts> Tables { get; }

    /// <summary>Everything that was declared, as one line of JSON: whatever decides an answer but the files. The same text means the same declaration.</summary>
    public string Declared { get; }

    /// <summary>Opens data: reads every file once, clips, bounds and ranks, and closes the engine to files. For the owner.</summary>
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
        var engine = Engine.Start(builder.MemoryBytes, builder.SpillFolder);
        try
        {
            await Task.Run(() => new Preparation(engine, unit, progress, token).Run(tables), token).ConfigureAwait(false);
            return new(who, builder.VersionText, [.. tables.Select(t => t.Facts)], engine);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>The facts of a table.</summary>
    /// <exception cref="BadInputException">The table was not declared.</exception>
    public TableFacts Table(string name) => Tables.FirstOrDefault(t => t.Name == name)
        ?? throw new BadInputException($"There is no table '{name}'. A table that is not declared is never read. Declared: {string.Join(", ", Tables.Select(t => t.Name))}.");

    /// <summary>
    /// For authors of query rooms: a recipe for the integer rows of a statement over the prepared tables. The author answers for its sensitivity;
    /// nothing runs before a permit opens it.
    /// </summary>
    public Sensitive<IReadOnlyList<IntegerRow>> Push(PushedStatement statement) => new(Population, token => _engine.ReadAsync(statement, token));

    /// <summary>Names the population only.</summary>
    public override string ToString() => $"Data of '{Population.Name}', version {Version}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
