using System.Text.Json.Nodes;

namespace Tacit.Data;

/// <summary>Drafts the tables of a policy from the schema of files alone: no value is read, so nothing that is written down depends on one.</summary>
internal static class SourceDraft
{
    private static readonly string[] Extensions = [".csv", ".csv.gz", ".parquet", ".duckdb"];
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE"];

    /// <summary>The tables of a file, of a table of a DuckDB file, or of all files of a folder.</summary>
    /// <exception cref="BadInputException">There is no such file or folder, or nothing in it is data.</exception>
    public static JsonArray Tables(string data, string unit)
    {
        using var engine = Engine.Start(256 << 20, null);
        var files = Directory.Exists(data)
            ? Directory.GetFiles(data).Where(f => Extensions.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal)
            : (IEnumerable<string>)[data];
        var tables = files.SelectMany((f, i) => WithTables(engine, f, i)).Select((f, i) => Table(engine, f, unit, i)).ToArray();
        return tables.Length > 0
            ? [.. tables]
            : throw new BadInputException($"There is no data in {data}: no .csv, .csv.gz, .parquet or .duckdb file.");
    }

    // A DuckDB file stands for all of its tables.
    private static IEnumerable<string> WithTables(Engine engine, string file, int index)
    {
        if (!file.EndsWith(".duckdb", StringComparison.OrdinalIgnoreCase) || !File.Exists(file))
        {
            return [file];
        }

        try
        {
            engine.Execute($"ATTACH {Engine.Quote(Path.GetFullPath(file))} AS d{index} (READ_ONLY)");
            var tables = engine.Texts($"SELECT table_name FROM duckdb_tables() WHERE database_name = 'd{index}' ORDER BY table_name");
            engine.Execute($"DETACH d{index}");
            return tables.Select(t => $"{file}#{t}");
        }
        catch (DuckDB.NET.Data.DuckDBException)
        {
            throw new BadInputException($"{Path.GetFileName(file)} is not a DuckDB file that this version reads.");
        }
    }

    private static JsonObject Table(Engine engine, string path, string unit, int index)
    {
        var parts = path.Split('#', 2);
        var name = parts.Length == 2 ? parts[1] : Path.GetFileName(parts[0]).Split('.')[0];
        var isText = parts[0].Contains(".csv", StringComparison.OrdinalIgnoreCase);
        var columns = Source.Of(engine, new(name, [], 1, null, true), path, PrivacyUnit.Row(), index).Columns();
        var table = new JsonObject
        {
            ["name"] = name,
            ["file"] = Path.GetFileName(parts[0]) + (parts.Length == 2 ? "#" + parts[1] : string.Empty),
            ["columns"] = new JsonArray([.. columns.Where(c => c.Name != unit).Select(c => Column(c.Name, isText ? null : c.Type))]),
            ["rowsPerUnit"] = PolicyText.ToFillIn,
        };
        if (columns.All(c => c.Name != unit))
        {
            table["through"] = new JsonObject { ["column"] = PolicyText.ToFillIn, ["table"] = PolicyText.ToFillIn, ["key"] = PolicyText.ToFillIn };
        }

        return table;
    }

    private static JsonObject Column(string name, string? type) => type switch
    {
        "BOOLEAN" => new() { ["name"] = name, ["kind"] = "flag" },
        "VARCHAR" or "UUID" => new() { ["name"] = name, ["kind"] = "text" },
        not null when type.StartsWith("ENUM(", StringComparison.Ordinal) => new() { ["name"] = name, ["kind"] = "text" },
        not null when Integers.Contains(type) || type.StartsWith("DECIMAL(", StringComparison.Ordinal) && !type.EndsWith(']') =>
            new() { ["name"] = name, ["kind"] = "number", ["low"] = PolicyText.ToFillIn, ["high"] = PolicyText.ToFillIn },
        not null when TimeSql.IsTyped(type) => new() { ["name"] = name, ["kind"] = "time", ["from"] = PolicyText.ToFillIn, ["to"] = PolicyText.ToFillIn },
        _ => new() { ["name"] = name, ["kind"] = PolicyText.ToFillIn },
    };
}
