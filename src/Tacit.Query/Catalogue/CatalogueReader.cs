using System.Text.Json;
using Tacit.Data;
using Tacit.Query.Syntax;

namespace Tacit.Query.Catalogue;

/// <summary>Tells questions about the catalogue from questions about data, and refuses functions that are not on a list.</summary>
internal sealed class CatalogueReader(Dataset data)
{
    // What clients ask a catalogue with. None reads a setting, a file or the machine.
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "version", "current_schema", "current_schemas", "current_database", "current_catalog", "current_user", "session_user", "user", "current_query", "pg_typeof",
        "format_type", "obj_description", "col_description", "shobj_description", "pg_get_expr", "pg_get_constraintdef", "pg_get_viewdef", "pg_get_userbyid", "pg_table_is_visible", "pg_size_pretty",
        "has_schema_privilege", "has_table_privilege", "has_database_privilege", "array_length", "array_contains", "list_contains", "list_value", "unnest", "array_agg", "string_agg", "list", "generate_subscripts",
        "count", "count_star", "min", "max", "sum", "coalesce", "nullif", "lower", "upper", "length", "trim", "replace", "substring", "substr", "concat", "contains", "starts_with", "row_number",
        "+", "-", "*", "/", "%", "||", "~~", "!~~", "~~*", "!~~*", "regexp_matches", "regexp_full_match", "like_escape", "not_like_escape", "ilike_escape", "quote_ident", "if", "ifnull",
    };

    /// <summary>Whether every table of the question is one of the catalogue's, or there is none.</summary>
    public bool IsAboutCatalogue(JsonElement query) => Tables(query, [.. Named(query)]).All(t => t);

    /// <summary>Refuses functions that are not on the list.</summary>
    public static void Check(JsonElement query)
    {
        foreach (var name in FunctionsIn(query))
        {
            if (!Functions.Contains(name))
            {
                throw new BadInputException($"{SqlError.Unsupported}: The function '{name}' is not answered without a declared table. Nothing was spent.");
            }
        }
    }

    private IEnumerable<bool> Tables(JsonElement node, HashSet<string> named)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Array:
                return node.EnumerateArray().SelectMany(n => Tables(n, named));
            case JsonValueKind.Object:
                var type = TypeOf(node);
                return type switch
                {
                    "SHOW_REF" => [true],
                    "BASE_TABLE" => [IsOfCatalogue(SqlReader.Word(node, "schema_name"), SqlReader.Word(node, "table_name"), named)],
                    "TABLE_FUNCTION" => [false],
                    _ => node.EnumerateObject().SelectMany(p => Tables(p.Value, named)),
                };
            default:
                return [];
        }
    }

    private bool IsOfCatalogue(string schema, string table, HashSet<string> named) =>
        !Same(table, "pg_settings") && (schema.ToLowerInvariant() is "information_schema" or "pg_catalog"
        || (schema.Length == 0 && (named.Contains(table) || (table.StartsWith("pg_", StringComparison.OrdinalIgnoreCase) && !data.Tables.Any(t => Same(t.Name, table)) && !data.PublicTables.Any(t => Same(t.Name, table))))));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Named(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Named),
        JsonValueKind.Object => node.EnumerateObject().SelectMany(p => p.Name == "cte_map" ? SqlReader.List(p.Value, "map").Select(e => e.GetProperty("key").GetString()!).Concat(Named(p.Value)) : Named(p.Value)),
        _ => [],
    };

    private static IEnumerable<string> FunctionsIn(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().SelectMany(FunctionsIn),
        JsonValueKind.Object => (node.TryGetProperty("function_name", out var name) && name.ValueKind == JsonValueKind.String ? [name.GetString()!] : Array.Empty<string>())
            .Concat(node.EnumerateObject().SelectMany(p => FunctionsIn(p.Value))),
        _ => [],
    };

    private static string TypeOf(JsonElement node) => node.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : string.Empty;
}
