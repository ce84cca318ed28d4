using System.Globalization;
using DuckDB.NET.Data;
using Tacit.Data;
using Tacit.Query.Syntax;

namespace Tacit.Query.Catalogue;

/// <summary>An engine for one question about the catalogue: the declared tables stand there empty, so whatever it says is public.</summary>
internal static class CatalogueEngine
{
    private const int MostRows = 100_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <exception cref="BadInputException">The engine refuses; its own text is not passed on.</exception>
    public static CatalogueAnswer Ask(Dataset data, string sql, IEnumerable<(string Name, object? Value)> parameters, CancellationToken token)
    {
        using var connection = Start(data);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(name, value is null or DBNull ? DBNull.Value : value is Enum or char or Guid ? value.ToString() : value));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Longest);
        using var registration = limit.Token.Register(command.Cancel);
        try
        {
            return Read(command);
        }
        catch (Exception e) when (e is DuckDBException or InvalidOperationException or InvalidCastException or OperationCanceledException or NotSupportedException)
        {
            token.ThrowIfCancellationRequested();
            throw new BadInputException(limit.IsCancellationRequested
                ? $"{SqlError.Unsupported}: The question about the catalogue takes too long. Nothing was spent."
                : $"{SqlError.Unknown}: The catalogue cannot answer this: it has no such table, column or function, or the kinds do not fit. Nothing was spent.");
        }
    }

    private static CatalogueAnswer Read(DuckDBCommand command)
    {
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), Plain(reader.GetFieldType(i)))).ToArray();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
        {
            if (rows.Count == MostRows)
            {
                throw new BadInputException($"{SqlError.Unsupported}: The answer of the catalogue has more than {MostRows} rows. Nothing was spent.");
            }

            rows.Add([.. columns.Select((c, i) => reader.IsDBNull(i) ? null : Value(reader.GetValue(i), c.Item2))]);
        }

        return new(columns, rows);
    }

    // Lists and huge numbers have no type that every client knows: they are texts.
    private static Type Plain(Type type) => type == typeof(bool) || type == typeof(DateTime) || type == typeof(DateOnly) || type == typeof(decimal) || (type.IsPrimitive && type != typeof(char)) ? type : typeof(string);

    private static object Value(object value, Type type) => type != typeof(string) ? value
        : value is System.Collections.IEnumerable list and not string ? "{" + string.Join(",", list.Cast<object?>()) + "}"
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static DuckDBConnection Start(Dataset data)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        string[] settings =
        [
            "SET autoinstall_known_extensions=false", "SET autoload_known_extensions=false", "SET memory_limit='128MiB'", "SET threads=1", "SET temp_directory=''", "SET TimeZone='UTC'",
            "ATTACH ':memory:' AS tacit", "USE tacit",
            .. data.Tables.Select(t => (t.Name, t.Columns, Unit: data.Population.Unit.Column)).Concat(data.PublicTables.Select(t => (t.Name, t.Columns, Unit: (string?)null)))
                .DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase).Select(t => Table(t.Name, t.Columns, t.Unit)),
            "SET enable_external_access=false", "SET lock_configuration=true",
        ];
        foreach (var setting in settings)
        {
            using var command = connection.CreateCommand();
            command.CommandText = setting;
            command.ExecuteNonQuery();
        }

        return connection;
    }

    // The engine does not tell names that differ in the case of letters alone: of these the first stands there.
    private static string Table(string name, IReadOnlyList<ColumnFacts> columns, string? unit) =>
        $"CREATE TABLE {Name(name)} ({string.Join(", ", columns.DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Where(c => !string.Equals(c.Name, unit, StringComparison.OrdinalIgnoreCase)).Select(c => $"{Name(c.Name)} {Type(c)}").Prepend(unit is null ? string.Empty : $"{Name(unit)} VARCHAR NOT NULL").Where(c => c.Length > 0))})";

    private static string Type(ColumnFacts column) => column.Kind switch
    {
        ColumnKind.Number => "DOUBLE",
        ColumnKind.Time => "TIMESTAMP",
        _ => "VARCHAR",
    };

    private static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
