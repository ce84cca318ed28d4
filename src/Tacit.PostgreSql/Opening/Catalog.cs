using Tacit.Data;

namespace Tacit.PostgreSql.Opening;

/// <summary>What the database says of its tables. No row is read.</summary>
internal static class Catalog
{
    // A domain is what it is made of. Whether decimals have digits behind the point is in the modifier of the type, of the column or of the domain.
    private const string Columns = """
        SELECT a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL), format_type(coalesce(nullif(t.typbasetype, 0), t.oid), CASE WHEN t.typbasetype = 0 THEN a.atttypmod ELSE t.typtypmod END)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    private const string Readable = "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')";

    /// <summary>Names and types of a table's columns, and the types in full; none where there is no such table or the role may not read it.</summary>
    public static async Task<List<(string Name, string Type, string Full)>> ColumnsAsync(Session session, string schema, string table, CancellationToken token)
    {
        var found = await session.RowsAsync(
            $"SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1::text AND c.relname = $2::text AND {Readable}",
            r => r.GetFieldValue<uint>(0), "cannot be asked for its tables", token, schema, table).ConfigureAwait(false);
        return found is [var id] ? await ColumnsAsync(session, id, token).ConfigureAwait(false) : [];
    }

    /// <summary>All tables that the role may read.</summary>
    public static async Task<IReadOnlyList<SourceTable>> TablesAsync(Session session, CancellationToken token)
    {
        var found = await session.RowsAsync(
            $"SELECT c.oid, n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT c.relispartition AND {Readable} ORDER BY 2, 3",
            r => (Id: r.GetFieldValue<uint>(0), Schema: r.GetString(1), Table: r.GetString(2)), "cannot be asked for its tables", token).ConfigureAwait(false);
        var tables = new List<SourceTable>();
        foreach (var (id, schema, table) in found)
        {
            var columns = await ColumnsAsync(session, id, token).ConfigureAwait(false);
            tables.Add(new(Names.Written(schema, table), [.. columns.Select(c => KeyValuePair.Create(c.Name, Kind(c.Type)))]));
        }

        return tables;
    }

    public static bool IsMoment(string type) => type is "date" or "timestamp without time zone" or "timestamp with time zone";

    /// <summary>What keys of a type are; null where values of the type have no one spelling.</summary>
    public static KeyKind? KeyOf(string type, string full) => type switch
    {
        "smallint" or "integer" or "bigint" => KeyKind.WholeNumber,
        "numeric" when full.EndsWith(",0)", StringComparison.Ordinal) => KeyKind.WholeNumber,
        "text" or "character varying" or "character" => KeyKind.Text,
        "uuid" => KeyKind.Uuid,
        "date" => KeyKind.Date,
        _ => null,
    };

    private static Task<List<(string Name, string Type, string Full)>> ColumnsAsync(Session session, uint table, CancellationToken token) =>
        session.RowsAsync(Columns, r => (r.GetString(0), r.GetString(1), r.GetString(2)), "cannot be asked for its columns", token, (long)table);

    private static PolicyColumnKind? Kind(string type) => type switch
    {
        "boolean" => PolicyColumnKind.Flag,
        "smallint" or "integer" or "bigint" or "real" or "double precision" or "numeric" => PolicyColumnKind.Number,
        "text" or "character varying" or "character" or "uuid" => PolicyColumnKind.Text,
        _ => IsMoment(type) ? PolicyColumnKind.Time : null,
    };
}
