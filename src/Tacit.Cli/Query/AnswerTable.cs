using DuckDB.NET.Data;

namespace Tacit.Cli.Query;

/// <summary>A released table in an engine of its own: keys as text, each value with the ends of its interval beside it.</summary>
internal static class AnswerTable
{
    public static void Load(DuckDBConnection connection, Tacit.Table table)
    {
        var keys = Enumerable.Range(0, table.Columns.Count()).Select(p => (table.Order?[p] ?? p) < table.Keys.Count).ToArray();
        var columns = table.Columns.SelectMany((c, i) => keys[i] ? [Name(c) + " VARCHAR"] : new[] { Name(c) + " DOUBLE", Name(c + "_low") + " DOUBLE", Name(c + "_high") + " DOUBLE" });
        using (var create = connection.CreateCommand())
        {
            create.CommandText = $"CREATE TABLE answer ({string.Join(", ", columns)})";
            create.ExecuteNonQuery();
        }

        using var appender = connection.CreateAppender("answer");
        foreach (var row in table.Rows)
        {
            var into = appender.CreateRow();
            foreach (var (key, value) in table.Cells(row))
            {
                if (key is not null)
                {
                    into.AppendValue(key);
                }
                else
                {
                    into.AppendValue(value?.Value).AppendValue(value?.Low).AppendValue(value?.High);
                }
            }

            into.EndRow();
        }
    }

    private static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
