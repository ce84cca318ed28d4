using System.Text.Json.Nodes;

namespace Tacit.Data;

/// <summary>Drafts the tables of a policy from the schema of files alone: no value is read, so nothing that is written down depends on one.</summary>
internal static class SourceDraft
{
    private static readonly string[] Extensions = [".csv", ".csv.gz", ".parquet", ".duckdb"];
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE"];

    /// <summary>The tables of a file, of a table of a DuckDB file, or of all files of a folder.</summary>
    /// <exception cref="BadInputException">There is no such file or folder, nothing in it is data, or no table has the unit's column.</exception>
    public static JsonArray Tables(string data, string unit)
    {
        using var engine = Engine.Start(256 << 20, null);
        var files = Directory.Exists(data)
            ? Directory.GetFiles(data).Where(f => Extensions.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal)
            : (IEnumerable<string>)[data];
        var tables = files.SelectMany((f, i) => WithTables(engine, f, i)).Select((f, i) => Table(engine, f, unit, i)).ToArray();
        return tables.Length > 0
            ? WithUnit([.. tables], unit, data)
            : throw new BadInputException($"There is no data in {data}: no .csv, .csv.gz, .parquet or .duckdb file.");
    }

    /// <summary>The tables of a database.</summary>
    /// <exception cref="BadInputException">There is none that may be read, or none has the unit's column.</exception>
    public static JsonArray Tables(IReadOnlyList<SourceTable> tables, string unit)
    {
        // Names in questions are short; where two schemas have a table of one name, the schema tells them apart.
        string Plain(string name) => Parts(name)[^1];
        return tables.Count > 0
            ? WithUnit([.. tables.Select(t => Table(
                tables.Count(o => Plain(o.Name) == Plain(t.Name)) == 1 ? Plain(t.Name) : string.Join('_', Parts(t.Name)),
                ("table", t.Name),
                [.. t.Columns.Select(c => (c.Key, Column(c.Key, c.Value)))],
                unit))], unit, "the database")
            : throw new BadInputException("The database has no table that the role may read.");
    }

    // As engines write names: parts with dots between; one that has a dot in it, or begins with a quotation mark, stands in quotation marks, which are doubled inside.
    private static List<string> Parts(string name)
    {
        var parts = new List<string>();
        for (var i = 0; i <= name.Length; i++)
        {
            var isQuoted = i < name.Length && name[i] == '"';
            var end = isQuoted ? i + 1 : name.IndexOf('.', i);
            while (isQuoted && end < name.Length && (name[end] != '"' || name.AsSpan(end + 1).StartsWith("\"")))
            {
                end += name[end] == '"' ? 2 : 1;
            }

            end = end < 0 ? name.Length : Math.Min(end, name.Length);
            parts.Add(isQuoted ? name[(i + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal) : name[i..end]);
            i = isQuoted ? end + 1 : end;
        }

        return parts;
    }

    // A table without the column finds its units through another one, which has it in the end.
    private static JsonArray WithUnit(JsonArray tables, string unit, string data)
    {
        const int Most = 200;
        if (tables.Any(t => !t!.AsObject().ContainsKey("through")))
        {
            return tables;
        }

        var columns = tables.SelectMany(t => t!["columns"]!.AsArray().Select(c => (tables.Count == 1 ? string.Empty : $"{t["name"]}.") + c!["name"])).ToList();
        throw new BadInputException($"No table of {data} has a column '{unit}', which is to identify a person. There are: {string.Join(", ", columns.Take(Most))}{(columns.Count > Most ? " and others" : string.Empty)}.");
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
        return Table(name, ("file", Path.GetFileName(parts[0]) + (parts.Length == 2 ? "#" + parts[1] : string.Empty)), [.. columns.Select(c => (c.Name, Column(c.Name, KindOf(isText ? null : c.Type))))], unit);
    }

    private static JsonObject Table(string name, (string Member, string Source) from, IReadOnlyList<(string Name, JsonObject Draft)> columns, string unit)
    {
        var table = new JsonObject
        {
            ["name"] = name,
            [from.Member] = from.Source,
            ["columns"] = new JsonArray([.. columns.Where(c => c.Name != unit).Select(c => c.Draft)]),
            ["rowsPerUnit"] = PolicyText.ToFillIn,
        };
        if (columns.All(c => c.Name != unit))
        {
            table["through"] = new JsonObject { ["column"] = PolicyText.ToFillIn, ["table"] = PolicyText.ToFillIn, ["key"] = PolicyText.ToFillIn };
        }

        return table;
    }

    private static PolicyColumnKind? KindOf(string? type) => type switch
    {
        "BOOLEAN" => PolicyColumnKind.Flag,
        "VARCHAR" or "UUID" => PolicyColumnKind.Text,
        not null when type.StartsWith("ENUM(", StringComparison.Ordinal) => PolicyColumnKind.Text,
        not null when Integers.Contains(type) || type.StartsWith("DECIMAL(", StringComparison.Ordinal) && !type.EndsWith(']') => PolicyColumnKind.Number,
        not null when TimeSql.IsTyped(type) => PolicyColumnKind.Time,
        _ => null,
    };

    private static JsonObject Column(string name, PolicyColumnKind? kind) => kind switch
    {
        PolicyColumnKind.Flag => new() { ["name"] = name, ["kind"] = "flag" },
        PolicyColumnKind.Text => new() { ["name"] = name, ["kind"] = "text" },
        PolicyColumnKind.Number => new() { ["name"] = name, ["kind"] = "number", ["low"] = PolicyText.ToFillIn, ["high"] = PolicyText.ToFillIn },
        PolicyColumnKind.Time => new() { ["name"] = name, ["kind"] = "time", ["from"] = PolicyText.ToFillIn, ["to"] = PolicyText.ToFillIn },
        _ => new() { ["name"] = name, ["kind"] = PolicyText.ToFillIn },
    };
}
