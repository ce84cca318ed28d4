using System.Text.RegularExpressions;

namespace Tacit.Architecture.Tests.Support;

/// <summary>What these tests understand of a page: fenced blocks, the snippet comment before one, and code in a line.</summary>
internal static partial class Markdown
{
    /// <summary>The fenced blocks of a page: language and text.</summary>
    public static IEnumerable<(string Language, string Text)> Blocks(string page) =>
        Fence().Matches(page).Select(m => (m.Groups["language"].Value, m.Groups["text"].Value));

    /// <summary>The blocks that are taken from a file: its path, the name of the region, and the text.</summary>
    public static IEnumerable<(string File, string Name, string Text)> Snippets(string page) =>
        Snippet().Matches(page).Select(m => (m.Groups["file"].Value, m.Groups["name"].Value, m.Groups["text"].Value));

    /// <summary>Code in running text.</summary>
    public static IEnumerable<string> Inline(string page) => Code().Matches(Fence().Replace(page, string.Empty)).Select(m => m.Groups["text"].Value);

    /// <summary>Targets of links and pictures.</summary>
    public static IEnumerable<string> Links(string page) => Link().Matches(Fence().Replace(page, string.Empty)).Select(m => m.Groups["target"].Value);

    /// <summary>The anchors of a page, as GitHub makes them from headings.</summary>
    public static IEnumerable<string> Anchors(string page) => Heading().Matches(Fence().Replace(page, string.Empty))
        .Select(m => NotInAnchor().Replace(m.Groups["text"].Value.ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^<!-- snippet: (?<file>[^#\n]+)#(?<name>[\w-]+) -->\n```csharp\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Snippet();

    [GeneratedRegex("`(?<text>[^`\n]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInAnchor();
}
