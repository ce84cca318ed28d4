using Tacit.Data;

namespace Tacit.ClickHouse.Opening;

/// <summary>What the database says of its tables. No row is read.</summary>
internal static class Catalog
{
    private const string Failed = "cannot be asked for its tables";

    /// <summary>Names and types of a table's columns; none where there is no such table or the user may not see it.</summary>
    public static Task<List<(string Name, string Type)>> ColumnsAsync(Session session, string database, string table, CancellationToken token) => session.RowsAsync(
        $"SELECT name, type FROM system.columns WHERE database = {ClickHouseSpelling.Text(database)} AND table = {ClickHouseSpelling.Text(table)} AND default_kind <> 'EPHEMERAL' ORDER BY position",
        r => (r.GetString(0), Plain(r.GetString(1))), Failed, token);

    /// <summary>All tables that the user may see.</summary>
    public static async Task<IReadOnlyList<SourceTable>> TablesAsync(Session session, CancellationToken token)
    {
        var found = await session.RowsAsync(
            "SELECT database, table, name, type FROM system.columns WHERE lower(database) NOT IN ('system', 'information_schema', '') AND NOT startsWith(table, '.inner') AND default_kind <> 'EPHEMERAL' ORDER BY database, table, position",
            r => (Database: r.GetString(0), Table: r.GetString(1), Name: r.GetString(2), Type: Plain(r.GetString(3))), Failed, token).ConfigureAwait(false);
        return [.. found.GroupBy(c => (c.Database, c.Table)).Select(t => new SourceTable(Names.Written(t.Key.Database, t.Key.Table), [.. t.Select(c => KeyValuePair.Create(c.Name, Kind(c.Type)))]))];
    }

    public static bool IsDate(string type) => type is "Date" or "Date32";

    public static bool IsMoment(string type) => type.StartsWith("DateTime", StringComparison.Ordinal);

    public static bool IsDouble(string type) => type is "Int8" or "Int16" or "Int32" or "Int64" or "UInt8" or "UInt16" or "UInt32" or "UInt64" or "Float64" or "Bool";

    /// <summary>What keys of a type are; null where values of the type have no one spelling.</summary>
    public static KeyKind? KeyOf(string type) => type switch
    {
        "UUID" => KeyKind.Uuid,
        "Int8" or "Int16" or "Int32" or "Int64" or "Int128" or "Int256" or "UInt8" or "UInt16" or "UInt32" or "UInt64" or "UInt128" or "UInt256" => KeyKind.WholeNumber,
        _ when type.StartsWith("Decimal", StringComparison.Ordinal) && type.EndsWith(", 0)", StringComparison.Ordinal) => KeyKind.WholeNumber,
        _ when IsDate(type) => KeyKind.Date,
        _ when IsText(type) => KeyKind.Text,
        _ => null,
    };

    // How it is stored, and whether cells may be missing, is not what it is.
    private static string Plain(string type)
    {
        foreach (var wrapper in new[] { "LowCardinality(", "Nullable(" })
        {
            if (type.StartsWith(wrapper, StringComparison.Ordinal) && type.EndsWith(')'))
            {
                type = type[wrapper.Length..^1];
            }
        }

        return type;
    }

    private static bool IsText(string type) => type == "String" || type.StartsWith("FixedString", StringComparison.Ordinal) || type.StartsWith("Enum", StringComparison.Ordinal);

    private static PolicyColumnKind? Kind(string type) => type switch
    {
        "Bool" => PolicyColumnKind.Flag,
        "UUID" => PolicyColumnKind.Text,
        _ when IsDate(type) || IsMoment(type) => PolicyColumnKind.Time,
        _ when IsText(type) => PolicyColumnKind.Text,
        _ when IsDouble(type) || type is "Float32" or "Int128" or "Int256" or "UInt128" or "UInt256" || type.StartsWith("Decimal", StringComparison.Ordinal) => PolicyColumnKind.Number,
        _ => null,
    };
}
