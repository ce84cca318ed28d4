using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;

namespace Tacit.Data;

/// <summary>Reads public tables for planners, on a connection of its own: planning never waits for a question that runs, so its time says nothing about one.</summary>
/// <remarks>For authors of engines. The connection holds the tables <c>p0</c>, <c>p1</c>, … as they are joined, with texts that are compared byte by byte; it is disposed with the reader.</remarks>
/// <param name="connection">An open connection.</param>
/// <param name="tables">The public tables, in order.</param>
public sealed class PublicReader(DbConnection connection, IReadOnlyList<PublicTableFacts> tables) : IDisposable
{
    private readonly Lock _turn = new();

    // What is public does not change while the data set is open, and planning must be quick: each is read once.
    private readonly ConcurrentDictionary<string, long> _fanOuts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, List<string?[]>> _values = new(StringComparer.Ordinal);

    /// <summary>The different values of columns; see <see cref="Dataset.PublicValues"/>.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Values(string table, IReadOnlyList<string> columns, int atMost)
    {
        var (source, prepared) = Find(table, columns);
        var texts = string.Join(", ", prepared.Select(p => $"{p}::VARCHAR"));
        var rows = _values.GetOrAdd(
            string.Create(CultureInfo.InvariantCulture, $"SELECT DISTINCT {texts} FROM {source} LIMIT {atMost + 1L}"),
            sql =>
            {
                var read = Read(sql, reader => Enumerable.Range(0, prepared.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i)).ToArray());
                read.Sort((x, y) => x.Zip(y, string.CompareOrdinal).FirstOrDefault(c => c != 0));
                return read;
            });
        if (rows.Count > atMost)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"The public table '{table}' has more than {atMost} different values of {string.Join(", ", columns)}. Use fewer columns, or a table with fewer rows."));
        }

        return [.. rows];
    }

    /// <summary>The most rows that share values of keys; see <see cref="Dataset.PublicFanOut"/>.</summary>
    public long FanOut(string table, IReadOnlyList<PublicKey> keys)
    {
        var (source, prepared) = Find(table, [.. keys.Select(k => k.Column)]);
        var facts = tables.Single(t => t.Name == table);
        var known = string.Join(" AND ", prepared.Select(p => $"{p} IS NOT NULL"));
        return _fanOuts.GetOrAdd(
            $"SELECT coalesce(max(n), 0)::BIGINT FROM (SELECT count(*) AS n FROM {source} WHERE {known} GROUP BY {string.Join(", ", keys.Select(k => ValueOf(facts, facts.Column(k.Column), k.Digits)))}) AS n",
            sql => Read(sql, reader => reader.GetInt64(0))[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn)
        {
            connection.Dispose();
        }
    }

    // Integers on the grids of several categories may be other ones for one value, and one for several values: rows are joined by the values.
    private static string ValueOf(PublicTableFacts table, ColumnFacts column, int? digits)
    {
        if (column.BoundsPer is not { } per)
        {
            // As the join computes it, in the same doubles: numbers that round alike are one key.
            return digits is { } d
                ? string.Create(CultureInfo.InvariantCulture, $"(floor({column.Prepared} * {Real(column.Bounds!.Step)} * {Real(Math.Pow(10, d))} + {Real(0.5)}) / {Real(Math.Pow(10, d))})")
                : column.Prepared;
        }

        var category = table.Column(per);
        var steps = category.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {column.Prepared} * {Real(column.BoundsByValue[v].Step)}"));
        return $"CASE {category.Prepared} {string.Join(" ", steps)} END";
    }

    private static string Real(double value) => string.Create(CultureInfo.InvariantCulture, $"CAST('{value:R}' AS DOUBLE PRECISION)");

    private (string Source, string[] Prepared) Find(string table, IReadOnlyList<string> columns)
    {
        var index = tables.ToList().FindIndex(t => t.Name == table);
        if (index < 0)
        {
            throw new BadInputException($"There is no public table '{table}'. Public: {(tables.Count == 0 ? "none" : string.Join(", ", tables.Select(t => t.Name)))}.");
        }

        return columns.Count > 0
            ? (string.Create(CultureInfo.InvariantCulture, $"p{index}"), [.. columns.Select(c => tables[index].Column(c).Prepared)])
            : throw new BadInputException($"Name at least one column of the public table '{table}'.");
    }

    private List<T> Read<T>(string sql, Func<DbDataReader, T> read)
    {
        lock (_turn)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }
}
