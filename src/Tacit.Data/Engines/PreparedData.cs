namespace Tacit.Data;

/// <summary>Prepared tables in a running engine: <c>t0</c>, <c>t1</c>, … with the unit <c>u</c>, the columns <c>c0</c>, <c>c1</c>, … and the rank <c>r</c>; <c>e0</c>, … with what bounding did to each unit; <c>units</c> with a hash of each; public tables as <c>p0</c>, <c>p1</c>, ….</summary>
/// <remarks>For authors of engines. Thread-safe. What it throws goes to nobody as it is: messages of engines quote data.</remarks>
public abstract class PreparedData : IAsyncDisposable
{
    /// <summary>The SQL that it runs.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Over how many databases the units are spread. Where there are several, a statement gives the sums of what each gives.</summary>
    public virtual int Shards => 1;

    /// <summary>Whether the engine is out of reach for good: questions are then refused before anything is spent.</summary>
    public virtual bool IsLost => false;

    /// <summary>What tells units apart; null where the unit is the row. Databases of one population must agree.</summary>
    public virtual KeyKind? UnitKeys => null;

    /// <summary>Runs a statement. Raw: only a permit's owner sees the rows.</summary>
    /// <param name="statement">The statement, in <see cref="Dialect"/>.</param>
    /// <param name="token">Cancels.</param>
    public abstract ValueTask<IReadOnlyList<IntegerRow>> ReadAsync(PushedStatement statement, CancellationToken token);

    /// <summary>The different values of columns of a public table; see <see cref="Dataset.PublicValues"/>. Never waits for a statement that runs.</summary>
    public abstract IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost);

    /// <summary>The most rows of a public table that share values of keys; see <see cref="Dataset.PublicFanOut"/>. Never waits for a statement that runs.</summary>
    public abstract long PublicFanOut(string table, IReadOnlyList<PublicKey> keys);

    /// <summary>The hashes of all units under <see cref="DataDeclaration.ShardKey"/>, which are then forgotten.</summary>
    public virtual IReadOnlyCollection<UInt128> TakeUnitHashes() => throw new NotSupportedException("This engine does not hold a part of a population.");

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
