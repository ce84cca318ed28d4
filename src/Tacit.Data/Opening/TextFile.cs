namespace Tacit.Data;

/// <summary>Comma-separated text as a relation of the engine: a fixed dialect, and every column text.</summary>
internal static class TextFile
{
    /// <summary>What the engine selects from.</summary>
    /// <remarks>Nothing is sniffed, not even skipped lines, comments or folders named key=value: the columns are those of the first line, whatever follows.</remarks>
    public static string Relation(Engine engine, TableFacts facts, string file, string quoted, bool keepEmpty)
    {
        List<string> lines = [];
        Source.Try(Path.GetFileName(file), () => lines = engine.Texts($"SELECT l FROM read_csv({quoted}, auto_detect=false, columns={{'l': 'VARCHAR'}}, header=false, delim='\u0001', quote='', escape='', hive_partitioning=false, strict_mode=false) LIMIT 1"), "cannot be read as text");
        var names = lines.Count == 0 ? [] : Header(lines[0]);
        if (names.Count == 0 || names.Any(string.IsNullOrEmpty) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count)
        {
            throw new BadInputException($"{Path.GetFileName(file)}: the first line of the file of table '{facts.Name}' must be a header that names every column once, with commas between.");
        }

        return $"read_csv({quoted}, auto_detect=false, columns={{{string.Join(", ", names.Select(n => $"{Engine.Quote(n)}: 'VARCHAR'"))}}}, header=true, delim=',', quote='\"', escape='\"', comment='', skip=0, hive_partitioning=false, strict_mode=true, null_padding=false{(keepEmpty ? ", allow_quoted_nulls=false" : string.Empty)})";
    }

    private static List<string> Header(string line)
    {
        var names = new List<string>();
        var name = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                name.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(line[i]);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
