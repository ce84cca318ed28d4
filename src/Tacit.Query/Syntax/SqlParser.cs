using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;

namespace Tacit.Query.Syntax;

/// <summary>The embedded engine's own parser, in an engine that holds no data and can read no file.</summary>
internal static class SqlParser
{
    /// <summary>Deeper nesting than this would be walked recursively: by the parser, which bounds it, and by us.</summary>
    public const int Deepest = 400;

    private static readonly Lazy<DuckDBConnection> Engine = new(Start);
    private static readonly Lock Gate = new();

    /// <summary>The tree of the one SELECT statement of a text.</summary>
    /// <exception cref="BadInputException">It is no SQL, another statement, or more than one.</exception>
    public static JsonElement Parse(SqlText text) => text.Parameters.Bound(Tree(text));

    /// <summary>The names of the parameters of a text.</summary>
    public static IEnumerable<string> ParametersOf(SqlText text) => QueryParameters.NamesIn(Tree(text));

    /// <summary>Depth of the tree of a printed statement, which the engine itself bounds.</summary>
    public const int DeepestPrinted = 20_000;

    /// <summary>The tree of a statement that was printed; null where it is not one SELECT.</summary>
    public static JsonElement? Printed(string sql)
    {
        string json;
        lock (Gate)
        {
            using var command = Engine.Value.CreateCommand();
            command.CommandText = "SELECT json_serialize_sql($q::VARCHAR)";
            command.Parameters.Add(new DuckDBParameter("q", sql));
            try
            {
                json = (string)command.ExecuteScalar()!;
            }
            catch (DuckDBException)
            {
                return null;
            }
        }

        using var document = JsonDocument.Parse(json, new() { MaxDepth = DeepestPrinted });
        var root = document.RootElement;
        return !root.GetProperty("error").GetBoolean() && root.GetProperty("statements") is var statements && statements.GetArrayLength() == 1 ? statements[0].GetProperty("node").Clone() : null;
    }

    private static JsonElement Tree(SqlText text)
    {
        string json;
        lock (Gate)
        {
            using var command = Engine.Value.CreateCommand();
            command.CommandText = "SELECT json_serialize_sql($q::VARCHAR)";
            command.Parameters.Add(new DuckDBParameter("q", text.Body));
            try
            {
                json = (string)command.ExecuteScalar()!;
            }
            catch (DuckDBException)
            {
                throw new BadInputException($"{SqlError.Syntax}: The question cannot be read: it is nested too deep, or no SQL. Nothing was spent.");
            }
        }

        using var document = Document(json);
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            throw Refused(text, root);
        }

        var statements = root.GetProperty("statements");
        return statements.GetArrayLength() == 1
            ? statements[0].GetProperty("node").Clone()
            : throw new BadInputException($"{SqlError.Unsupported}: One question is asked at a time, but the text holds {statements.GetArrayLength()} statements. Nothing was spent.");
    }

    private static JsonDocument Document(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Deepest });
        }
        catch (JsonException)
        {
            throw new BadInputException($"{SqlError.Syntax}: The question cannot be read: it is nested too deep, or holds a number that is not finite. Nothing was spent.");
        }
    }

    // The parser's message speaks of the analyst's own text; only its first line is passed on.
    private static BadInputException Refused(SqlText text, JsonElement root)
    {
        var position = root.TryGetProperty("position", out var at) && long.TryParse(at.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? text.Position(bytes) : -1;
        var type = root.TryGetProperty("error_type", out var kind) ? kind.GetString() : string.Empty;
        return type == "parser"
            ? SqlError.At(SqlError.Syntax, text, position, "The question is not SQL that can be read.")
            : SqlError.At(SqlError.Unsupported, text, position, "Only SELECT is answered: a question reads, and changes nothing.");
    }

    private static DuckDBConnection Start()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (var setting in new[] { "SET autoinstall_known_extensions=false", "SET autoload_known_extensions=false", "SET memory_limit='256MiB'", "SET threads=1", "SET enable_external_access=false", "SET lock_configuration=true" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = setting;
            command.ExecuteNonQuery();
        }

        return connection;
    }
}
