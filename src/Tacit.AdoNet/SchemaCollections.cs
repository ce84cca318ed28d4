using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Tacit.AdoNet;

/// <summary>The schema collections: what is declared, and nothing of the data.</summary>
internal static class SchemaCollections
{
    private static readonly Dictionary<string, (string Sql, string[] Restrictions)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Tables"] = ("select table_catalog, table_schema, table_name, table_type from information_schema.tables order by table_name", ["table_catalog", "table_schema", "table_name", "table_type"]),
        ["Columns"] = ("select table_catalog, table_schema, table_name, column_name, ordinal_position, is_nullable, data_type from information_schema.columns order by table_name, ordinal_position", ["table_catalog", "table_schema", "table_name", "column_name"]),
    };

    public static DataTable Of(TacitConnection connection, string collection, string?[] restrictions)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(restrictions);
        if (string.Equals(collection, DbMetaDataCollectionNames.MetaDataCollections, StringComparison.OrdinalIgnoreCase))
        {
            return Collections();
        }

        if (!Known.TryGetValue(collection, out var known))
        {
            throw TacitDbException.Unsupported($"There is no schema collection '{collection}'. There are: {DbMetaDataCollectionNames.MetaDataCollections}, {string.Join(", ", Known.Keys)}.");
        }

        if (restrictions.Length > known.Restrictions.Length)
        {
            throw TacitDbException.Unsupported($"'{collection}' takes at most {known.Restrictions.Length} restrictions.");
        }

        var answer = connection.Session.AskCatalogue(known.Sql)!;
        var table = new DataTable(collection) { Locale = CultureInfo.InvariantCulture };
        foreach (var (name, type) in answer.Columns)
        {
            table.Columns.Add(name, type);
        }

        foreach (var row in answer.Rows.Where(r => Fits(r, answer.Columns, known.Restrictions, restrictions)))
        {
            table.Rows.Add([.. row]);
        }

        return table;
    }

    private static bool Fits(IReadOnlyList<object?> row, IReadOnlyList<(string Name, Type Type)> columns, string[] names, string?[] restrictions)
    {
        for (var i = 0; i < restrictions.Length; i++)
        {
            var at = columns.ToList().FindIndex(c => c.Name == names[i]);
            if (restrictions[i] is { } wanted && !string.Equals(Convert.ToString(row[at], CultureInfo.InvariantCulture), wanted, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static DataTable Collections()
    {
        var table = new DataTable(DbMetaDataCollectionNames.MetaDataCollections) { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add(DbMetaDataColumnNames.CollectionName, typeof(string));
        table.Columns.Add(DbMetaDataColumnNames.NumberOfRestrictions, typeof(int));
        table.Columns.Add(DbMetaDataColumnNames.NumberOfIdentifierParts, typeof(int));
        table.Rows.Add(DbMetaDataCollectionNames.MetaDataCollections, 0, 0);
        foreach (var (name, (_, restrictions)) in Known)
        {
            table.Rows.Add(name, restrictions.Length, restrictions.Length);
        }

        return table;
    }
}
