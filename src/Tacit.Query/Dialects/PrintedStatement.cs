using System.Text.Json;
using System.Text.RegularExpressions;
using Tacit.Query.Dialects;
using Tacit.Query.Syntax;

namespace Tacit.Query;

/// <summary>
/// Reads statements again after they were printed, and compares their trees, node by node, with those of what the plan means: so that a fault of the printer is a
/// refusal and not another statement.
/// </summary>
/// <remarks>
/// <para>
/// What a plan means is written a second time, by other code, with every operand in brackets and a stand-in for every text. Both are read by the embedded engine's
/// parser, for PostgreSQL and ClickHouse after a strict scan by their own rules of quoting. The trees must agree in everything: nodes, tables, columns, functions,
/// constants, their order. Only brackets, the nesting of AND and OR, and the choice of names of sources may differ.
/// </para>
/// <para>
/// Caught: a text, a number or a moment that is quoted or written wrongly, so also every escape out of a text; an operand that binds to its neighbour; a table, a condition,
/// a limit of rows, a key, a unit in a join, grouping or window that is missing, superfluous or another one. Not caught: a wrong spelling of an operation, of a
/// condition on stored integers or of an aggregate's integer (the two share these; tests compare every operation with plain SQL), and an engine that reads its own
/// grammar otherwise than the embedded parser does.
/// </para>
/// </remarks>
public static partial class PrintedStatement
{
    /// <summary>What is wrong; empty where each statement says what was planned.</summary>
    /// <param name="plan">What was planned.</param>
    /// <param name="statements">The statements, as <see cref="QueryExplanation.Sql"/> has them.</param>
    public static IReadOnlyList<string> Faults(QueryExplanation plan, IReadOnlyList<string> statements)
    {
        Given.There(plan, "The plan");
        Given.There(statements, "The list of statements");
        return Faults(plan.Meant?.Value ?? throw new BadInputException("What this explanation means is not known: it was not made by explaining a question."), statements);
    }

    internal static IReadOnlyList<string> Faults(IReadOnlyList<MeantStatement> meant, IReadOnlyList<string> statements) => meant.Count == statements.Count
        ? [.. meant.Zip(statements, Fault).OfType<string>()]
        : ["There are not as many statements as were planned."];

    private static string? Fault(MeantStatement meant, string statement)
    {
        if (meant.Dialect.Faults is [var constant, ..])
        {
            return constant;
        }

        return PrintedText.ForParser(statement, meant.Dialect.Name) is not { } text ? "It holds characters that are never printed."
            : SqlParser.Printed(text) is not { } tree ? "It is not one SELECT."
            : PrintedText.ForParser(meant.Sql, meant.Dialect.Name) is { } other && SqlParser.Printed(other) is { } planned ? Difference(tree, planned, meant.Dialect)
            : "What was planned cannot be read.";
    }

    // Without recursion: printed statements are deeper than questions.
    private static string? Difference(JsonElement printed, JsonElement planned, MeantDialect texts)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Stack<(JsonElement Printed, JsonElement Planned, string At)>([(printed, planned, "statement")]);
        while (open.TryPop(out var next))
        {
            var (a, b, at) = next;
            if (a.ValueKind != b.ValueKind || !(a.ValueKind switch
            {
                JsonValueKind.Object => Members(a, b, open),
                JsonValueKind.Array => Elements([.. a.EnumerateArray()], [.. b.EnumerateArray()], at, open),
                JsonValueKind.String => IsSame(a.GetString()!, b.GetString()!, texts, names),
                _ => a.GetRawText() == b.GetRawText(),
            }))
            {
                return $"It differs from the plan in a '{at}'.";
            }
        }

        return null;
    }

    private static bool Members(JsonElement a, JsonElement b, Stack<(JsonElement, JsonElement, string)> open)
    {
        JsonProperty[] printed = [.. a.EnumerateObject().Where(IsCompared)];
        JsonProperty[] planned = [.. b.EnumerateObject().Where(IsCompared)];
        if (!printed.Select(p => p.Name).SequenceEqual(planned.Select(p => p.Name)))
        {
            return false;
        }

        foreach (var (x, y) in printed.Zip(planned))
        {
            if (x.NameEquals("children"u8) && Conjunction(a) is { } type)
            {
                if (!Elements([.. Flat(a, type)], [.. Flat(b, type)], type, open))
                {
                    return false;
                }
            }
            else
            {
                open.Push((x.Value, y.Value, x.Name));
            }
        }

        return true;
    }

    private static bool Elements(JsonElement[] a, JsonElement[] b, string at, Stack<(JsonElement, JsonElement, string)> open)
    {
        foreach (var (x, y) in a.Zip(b))
        {
            open.Push((x, y, at));
        }

        return a.Length == b.Length;
    }

    // Where something stands in the text is no part of what it says.
    private static bool IsCompared(JsonProperty member) => !member.NameEquals("query_location"u8);

    private static string? Conjunction(JsonElement node) =>
        node.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String && (type.ValueEquals("CONJUNCTION_AND"u8) || type.ValueEquals("CONJUNCTION_OR"u8)) ? type.GetString() : null;

    // x AND (y AND z) is x AND y AND z.
    private static IEnumerable<JsonElement> Flat(JsonElement node, string type)
    {
        var open = new Stack<JsonElement>([node]);
        while (open.TryPop(out var next))
        {
            if (next.ValueKind == JsonValueKind.Object && Conjunction(next) == type)
            {
                foreach (var child in next.GetProperty("children"u8).EnumerateArray().Reverse())
                {
                    open.Push(child);
                }
            }
            else
            {
                yield return next;
            }
        }
    }

    // Sources are numbered by each writer in its own order: one name must always be the other, and no two the same.
    private static bool IsSame(string printed, string planned, MeantDialect texts, Dictionary<string, string> names)
    {
        if (texts.TextOf(planned) is { } text)
        {
            return printed == PrintedText.Held(text);
        }

        if (!Source().IsMatch(printed) || !Source().IsMatch(planned))
        {
            return printed == planned;
        }

        return (names.TryAdd($"> {printed}", planned) || names[$"> {printed}"] == planned) && (names.TryAdd($"< {planned}", printed) || names[$"< {planned}"] == printed);
    }

    [GeneratedRegex(@"^a\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Source();
}
