using System.Text.RegularExpressions;
using Tacit.Architecture.Tests.Support;
using Tacit.Reporting;

namespace Tacit.Architecture.Tests;

/// <summary>The pages name files, anchors and commands that exist, and show formats that are read.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void Links_lead_somewhere()
    {
        var broken = new List<string>();
        foreach (var page in Repository.Pages)
        {
            foreach (var link in Markdown.Links(Repository.Read(page)).Where(l => !l.Contains("://", StringComparison.Ordinal)))
            {
                var parts = link.Split('#', 2);
                var target = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
                if ((!File.Exists(target) && !Directory.Exists(target)) || (parts.Length == 2 && !Markdown.Anchors(Repository.Read(target)).Contains(parts[1], StringComparer.Ordinal)))
                {
                    broken.Add($"{Path.GetFileName(page)}: {link}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public async Task Commands_exist_with_their_options()
    {
        var tacit = Repository.Output("src/Tacit.Cli", "tacit.dll");
        var commands = Repository.Pages.SelectMany(page => Commands(Repository.Read(page)).Select(c => (Page: Path.GetFileName(page), Words: c))).ToList();
        Assert.NotEmpty(commands);
        var help = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (page, words) in commands)
        {
            // The verb, and its sub-verb where the verb has some.
            var path = words.TakeWhile(w => char.IsAsciiLetterLower(w[0]) && !w.Contains('.', StringComparison.Ordinal) && !w.Contains('/', StringComparison.Ordinal)).ToList();
            path = [.. path.Take(path.Count > 0 && path[0] is "data" or "policy" or "collect" or "ledger" or "audit" or "account" or "report" ? 2 : 1)];
            var key = string.Join(' ', path);
            if (!help.TryGetValue(key, out var text))
            {
                var (code, output, error) = await CommandLine.RunAsync(tacit, [.. path, "--help"]);
                Assert.True(code == 0 && error.Length == 0, $"{page}: there is no `tacit {key}`. {error}");
                help[key] = text = output;
            }

            Assert.All(words.Where(w => w.StartsWith("--", StringComparison.Ordinal) && w != "--help"), option =>
                Assert.True(Regex.IsMatch(text, $@"(^|\s){Regex.Escape(option)}(\s|$)", RegexOptions.None, TimeSpan.FromSeconds(1)), $"{page}: `tacit {key}` has no {option}."));
        }

        // And the other way: every verb has its place on the page of the command.
        var cli = Repository.Read("docs/cli.md");
        var (_, root, _) = await CommandLine.RunAsync(tacit, "--help");
        Assert.All(Verb().Matches(root.Split("Commands:")[1]).Select(m => m.Groups["verb"].Value), verb => Assert.Contains($"## `tacit {verb}`", cli, StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_of_losses_are_canonical_and_complete()
    {
        var examples = Markdown.Blocks(Repository.Read("docs/loss-format.md")).Where(b => b.Language == "json").Select(b => b.Text.Trim()).ToList();
        Assert.All(examples, text => Assert.Equal(text, PrivacyLoss.FromJson(text).ToJson()));
        var known = LossType().Matches(Repository.Read("src/Tacit.Core/Accounting/PrivacyLossReader.cs")).Select(m => m.Groups["type"].Value).Order(StringComparer.Ordinal);
        Assert.Equal(known, examples.Select(e => PrivacyLoss.FromJson(e).Type).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_example_of_a_report_is_read_and_written_as_it_stands()
    {
        var (_, text) = Markdown.Blocks(Repository.Read("docs/report-format.md")).Single(b => b.Language == "json");
        Assert.Equal(text, JsonReport.Write(JsonReport.Read(text)));
    }

    // Lines of shell blocks and code in running text that begin with the command, or run it from source.
    private static IEnumerable<string[]> Commands(string page) => Markdown.Blocks(page).Where(b => b.Language is "sh" or "").SelectMany(b => b.Text.Split('\n'))
        .Concat(Markdown.Inline(page))
        .Select(line => FromSource().Replace(line.Trim(), "tacit "))
        .Where(line => line.StartsWith("tacit ", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
        .Where(words => words.Length > 0);

    [GeneratedRegex(@"^dotnet run .*--project src/Tacit\.Cli -- ", RegexOptions.CultureInvariant)]
    private static partial Regex FromSource();

    [GeneratedRegex(@"^  (?<verb>[a-z]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Verb();

    [GeneratedRegex("^ +\"(?<type>[a-zA-Z]+)\" => (PrivacyLoss\\.|Read\\()", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LossType();
}
