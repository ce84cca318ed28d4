using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Tacit.Data;

/// <summary>Everything that was declared, as one line of JSON. Names and values are quoted, so two declarations share a text only where they are the same.</summary>
internal static class Declaration
{
    public static string Of(Population population, string version, IReadOnlyList<TableFacts> tables, IReadOnlyList<PublicTableFacts> publicTables) => new JsonObject
    {
        ["population"] = population.Name,
        ["unit"] = new JsonArray(population.Unit.Name, population.Unit.Column, population.Unit.GroupSize, population.Unit.Relation.ToString()),
        ["version"] = version,
        ["tables"] = new JsonArray([.. tables.Select(Table)]),
        ["public"] = new JsonArray([.. publicTables.Select(t => new JsonObject { ["name"] = t.Name, ["columns"] = new JsonArray([.. t.Columns.Select(Column)]) })]),
    }.ToJsonString();

    /// <summary>Refuses a name or value that is no text: JSON, files and the engine would each put something else in its place.</summary>
    public static void CheckText(string? text, string what)
    {
        if (text is null || text.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text)
        {
            throw new BadInputException($"{what} is missing, or holds a NUL or half a character, which no text does.");
        }
    }

    private static JsonObject Table(TableFacts table)
    {
        var result = new JsonObject
        {
            ["name"] = table.Name,
            ["rows"] = table.RowsPerUnit,
            ["per"] = table.RowsPer,
            ["one"] = table.IsOnePerUnit,
            ["path"] = new JsonArray([.. table.UnitPath.Select(s => new JsonArray(s.Column, s.Table, s.Key))]),
            ["columns"] = new JsonArray([.. table.Columns.Select(Column)]),
        };

        // Only where it is declared: stored answers of data that never declared it stay.
        if (table.ValuesPerUnit is { } values)
        {
            result["values"] = values;
        }

        return result;
    }

    private static JsonObject Column(ColumnFacts column) => new JsonObject
    {
        ["name"] = column.Name,
        ["source"] = column.Source,
        ["kind"] = column.Kind.ToString(),
        ["flag"] = column.IsFlag,
        ["nullable"] = column.IsNullable,
        ["values"] = new JsonArray([.. column.Values.Select(v => JsonValue.Create(v))]),
        ["edges"] = new JsonArray([.. column.Edges.Select(Number)]),
        ["bounds"] = column.Bounds is { } bounds ? Bounds(bounds) : null,
        ["time"] = column is { From: { } from, To: { } to } ? new JsonArray(ColumnFacts.Moment(from), ColumnFacts.Moment(to), column.Zone) : null,
        ["per"] = column.BoundsPer,
        ["each"] = new JsonArray([.. column.BoundsByValue.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => new JsonArray(b.Key, Bounds(b.Value)))]),
    };

    private static JsonArray Bounds(FixedPoint bounds) => new(Number(bounds.Low), Number(bounds.High), bounds.Exponent);

    // As text: JSON has no infinity, and every digit counts.
    private static JsonNode Number(double value) => JsonValue.Create(value.ToString("R", CultureInfo.InvariantCulture));
}
