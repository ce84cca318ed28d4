using System.Text.Json;
using System.Text.RegularExpressions;
using Tacit.Query.Syntax;

namespace Tacit.Query;

/// <summary>
/// Reads a statement for the embedded engine again, after it was printed, and compares its tree with the derivation that it was printed from: so that a fault of quoting
/// cannot make it another statement.
/// </summary>
/// <remarks>
/// The tree must be one SELECT over prepared tables that the derivation names, of their prepared columns, with texts that stand in the derivation. A printed statement holds
/// no name that somebody chose, so whatever else is found came out of a text.
/// </remarks>
public static partial class PrintedStatement
{
    // What the printer itself writes as texts: alphabets, the mark and the stand-in of text keys, the blank that is trimmed.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", Relations.KeyDomain.Led, Relations.KeyDomain.NullText, " ",
    };

    /// <summary>What is wrong; empty where the statement says what was planned.</summary>
    /// <param name="sql">The statement, as <see cref="QueryExplanation.Sql"/> has it.</param>
    /// <param name="derivation">The derivation of the same plan.</param>
    public static IReadOnlyList<string> Faults(string sql, string derivation)
    {
        Given.There(sql, "The statement");
        Given.There(derivation, "The derivation");
        if (SqlParser.Printed(sql) is not { } tree)
        {
            return ["It is not one SELECT."];
        }

        using var document = JsonDocument.Parse(derivation, new() { MaxDepth = SqlParser.DeepestPrinted });
        var (texts, tables) = Meant(document.RootElement);
        var faults = new List<string>();
        foreach (var node in Nodes(tree))
        {
            if (Fault(node, texts, tables) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults;
    }

    private static string? Fault(JsonElement node, HashSet<string> texts, HashSet<string> tables)
    {
        if (!Is(node, "type"u8, out var type))
        {
            return null;
        }

        if (type.ValueEquals("VALUE_CONSTANT"u8))
        {
            return node.GetProperty("value"u8) is var constant && Is(constant.GetProperty("type"u8), "id"u8, out var id) && id.ValueEquals("VARCHAR"u8) && Is(constant, "value"u8, out var text) && !IsMeant(text.GetString()!, texts)
                ? "It holds a text that was not planned."
                : null;
        }

        if (type.ValueEquals("COLUMN_REF"u8))
        {
            return node.GetProperty("column_names"u8).EnumerateArray().All(n => Name().IsMatch(n.GetString()!)) ? null : "It reads a column that was not planned.";
        }

        if (type.ValueEquals("BASE_TABLE"u8))
        {
            return (Is(node, "schema_name"u8, out var schema) && !schema.ValueEquals(""u8)) || !Is(node, "table_name"u8, out var table) || !tables.Contains(table.GetString()!)
                ? "It reads a table that was not planned."
                : null;
        }

        return type.ValueEquals("TABLE_FUNCTION"u8) || type.ValueEquals("SHOW_REF"u8) || type.ValueEquals("VALUE_PARAMETER"u8) || type.ValueEquals("STAR"u8)
            ? "It holds a construct that is never printed."
            : null;
    }

    // Numbers and times are printed as texts, too.
    private static bool IsMeant(string text, HashSet<string> texts) =>
        texts.Contains(text) || Own.Contains(text) || Number().IsMatch(text) || Moment().IsMatch(text) || text is "t" or "f";

    private static (HashSet<string> Texts, HashSet<string> Tables) Meant(JsonElement derivation)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var tables = new HashSet<string>(StringComparer.Ordinal) { "units" };
        foreach (var node in Nodes(derivation))
        {
            if (node.ValueKind == JsonValueKind.String)
            {
                texts.Add(node.GetString()!);
            }
            else if (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("op", out var op) && node.TryGetProperty("table", out var table))
            {
                tables.Add((op.GetString() == "scan" ? "t" : "p") + table.GetRawText());
            }
        }

        return (texts, tables);
    }

    private static bool Is(JsonElement node, ReadOnlySpan<byte> name, out JsonElement word)
    {
        word = default;
        return node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out word) && word.ValueKind == JsonValueKind.String;
    }

    // Without recursion: printed statements are deeper than questions.
    private static IEnumerable<JsonElement> Nodes(JsonElement root)
    {
        var open = new Stack<JsonElement>([root]);
        while (open.TryPop(out var node))
        {
            yield return node;
            if (node.ValueKind == JsonValueKind.Array)
            {
                foreach (var element in node.EnumerateArray())
                {
                    open.Push(element);
                }
            }
            else if (node.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in node.EnumerateObject())
                {
                    open.Push(member.Value);
                }
            }
        }
    }

    [GeneratedRegex(@"^([acx]\d+|[urhgnf]|j[nf])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"^-?\d+(\.\d+)?(E[+-]\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Moment();
}
