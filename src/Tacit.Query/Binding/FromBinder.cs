using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds what stands behind FROM to rows of units.</summary>
internal static class FromBinder
{
    public static Names Bind(BindingScope scope, JsonElement from) => scope.Reader.Placed(from, () => Bound(scope, from));

    private static Names Bound(BindingScope scope, JsonElement from)
    {
        scope.Count(from);
        var reader = scope.Reader;
        switch (SqlReader.Type(from))
        {
            case "BASE_TABLE":
                reader.Without(from, ("sample", "TABLESAMPLE"), ("at_clause", "AT"), ("schema_name", "A table of a schema"), ("catalog_name", "A table of a catalog"));
                return Table(scope, from);
            case "SUBQUERY":
                reader.Without(from, ("sample", "TABLESAMPLE"));
                var (relation, unit) = SelectBinder.Bind(scope, from.GetProperty("subquery").GetProperty("node"));
                return Renamed(reader, from, relation, unit, SqlReader.Word(from, "alias"), SqlReader.List(from, "column_name_alias").Select(a => a.GetString()!).ToArray());
            case "JOIN":
                return JoinBinder.Bind(scope, from);
            case "EMPTY":
                throw reader.Refuse(SqlError.Unsupported, from, "A question is asked of a declared table: SELECT … FROM table.");
            default:
                throw reader.Unsupported(from, $"A source of the kind {SqlReader.Type(from).ToLowerInvariant()}");
        }
    }

    /// <summary>Rows of units: what a query may be asked of.</summary>
    public static Names BindRows(BindingScope scope, JsonElement from)
    {
        var names = Bind(scope, from);
        return names.Relation is PublicScan
            ? throw scope.Reader.Refuse(SqlError.NotPrivate, from, "The rows of a public table are nobody's: join it to a private table, or read it where it was published.")
            : names;
    }

    /// <summary>The rows of a SELECT: what stands behind FROM, where WHERE holds.</summary>
    public static Names BindFiltered(BindingScope scope, JsonElement query)
    {
        var names = BindRows(scope, query.GetProperty("from_table"));
        return SqlReader.Part(query, "where_clause") is { } where
            ? names with { Relation = RelationBuilder.Filtered(names.Relation, new ExpressionBinder(scope.Reader, names, UnitSubQueries.In(scope)).Condition(where)) }
            : names;
    }

    private static int? Public(BindingScope scope, string name)
    {
        var tables = scope.Data.PublicTables;
        var found = Enumerable.Range(0, tables.Count).Where(i => string.Equals(tables[i].Name, name, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    private static Names Table(BindingScope scope, JsonElement from)
    {
        var reader = scope.Reader;
        var name = SqlReader.Word(from, "table_name");
        var alias = SqlReader.Word(from, "alias") is { Length: > 0 } given ? given : name;
        var renamed = SqlReader.List(from, "column_name_alias").Select(a => a.GetString()!).ToArray();
        if (scope.Named(name) is { } named)
        {
            var (relation, unit) = SelectBinder.Bind(named.Scope, named.Query);
            return Renamed(reader, from, relation, unit, alias, renamed.Length > 0 ? renamed : named.Aliases);
        }

        var tables = scope.Data.Tables;
        var exact = Enumerable.Range(0, tables.Count).Where(i => tables[i].Name == name).ToArray();
        var found = exact.Length > 0 ? exact : Enumerable.Range(0, tables.Count).Where(i => string.Equals(tables[i].Name, name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (found.Length == 0 && Public(scope, name) is { } table)
        {
            return Renamed(reader, from, RelationBuilder.Public(scope.Data, table), null, alias, renamed);
        }

        if (found.Length != 1)
        {
            throw reader.Refuse(SqlError.Unknown, from, $"There is no table '{name}'. A table that is not declared is never read. Declared: {string.Join(", ", tables.Select(t => t.Name).Concat(scope.Data.PublicTables.Select(t => t.Name)))}.");
        }

        var scan = RelationBuilder.Scan(tables[found[0]], found[0], null, scope.UnitColumn is null);
        var names = Renamed(reader, from, scan, scope.UnitColumn, alias, renamed);
        return names with { Sources = [names.Sources[0] with { UnitAlias = tables[found[0]].UnitAlias }] };
    }

    private static Names Renamed(SqlReader reader, JsonElement node, Relation relation, string? unit, string alias, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            throw reader.Refuse(SqlError.Unsupported, node, "Columns are renamed with AS in a SELECT, not behind the alias of a table.");
        }

        return new(relation, [new Source(alias, 0, [.. relation.Columns.Select(c => c.Name)], unit)]);
    }
}
