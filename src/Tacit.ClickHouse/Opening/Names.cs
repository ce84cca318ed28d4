using System.Text.RegularExpressions;

namespace Tacit.ClickHouse.Opening;

/// <summary>Names in statements.</summary>
internal static partial class Names
{
    public static string Quoted(string name) => "`" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`";

    /// <summary>A table as it is named in a declaration: <c>database.table</c>, or a table of the connection's database. Parts with a dot stand in quotation marks.</summary>
    public static (string? Database, string Table) Parse(string source) => Source().Match(source) is { Success: true } match
        ? (match.Groups["database"].Success ? Plain(match.Groups["database"].Value) : null, Plain(match.Groups["table"].Value))
        : throw new BadInputException($"'{source}' is not the name of a table. Write database.table, and a part with a dot in it as \"a.b\".");

    /// <summary>What <see cref="Parse"/> reads as this table.</summary>
    public static string Written(string database, string table) => $"{Part(database)}.{Part(table)}";

    private static string Part(string name) => name.Contains('.', StringComparison.Ordinal) || name.StartsWith('"') ? "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : name;

    private static string Plain(string part) => part.StartsWith('"') ? part[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : part;

    [GeneratedRegex("^(?:(?<database>\"(?:[^\"]|\"\")+\"|[^\".][^.]*)\\.)?(?<table>\"(?:[^\"]|\"\")+\"|[^\".][^.]*)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Source();
}
