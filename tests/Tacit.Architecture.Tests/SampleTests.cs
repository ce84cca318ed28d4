using Tacit.Architecture.Tests.Support;

namespace Tacit.Architecture.Tests;

/// <summary>The samples run, and the code on the pages is theirs.</summary>
public sealed class SampleTests
{
    public static TheoryData<string, string> Promises => new()
    {
        { "Accounting", "noise multiplier 1.56" },
        { "AdoNet", "tacit policy init nafld" },
        { "Budgets", "@0.8125" },
        { "Databases", "Set HOSPITAL" },
        { "FirstQuestion", "left ε =" },
        { "Identity", "True  False  made 20" },
        { "IdentityWeb", "Set ConnectionStrings__Clinic" },
        { "OwnData", "The ledger holds:" },
        { "Statistics", "log odds of death" },
        { "StrangersMechanism", "gets no answer" },
        { "Survey", "of 100,000 reports" },
        { "SurveyServer", "\"reports\":200" },
    };

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task A_sample_runs(string name, string says)
    {
        var program = Repository.Output($"samples/{name}", name + ".dll");
        Forget(Path.GetDirectoryName(program)!);
        var (code, output, error) = await Run.DotnetAsync(program);
        Assert.True(code == 0, $"{name} ended with {code}: {output} {error}");
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_on_the_pages_is_that_of_the_samples()
    {
        var snippets = Repository.Pages.SelectMany(page => Markdown.Snippets(Repository.Read(page)).Select(s => (Page: Path.GetFileName(page), s.File, s.Name, s.Text))).ToList();
        Assert.Contains(snippets, s => s.Page == "README.md");
        Assert.Contains(snippets, s => s.Page == "getting-started.md");
        Assert.All(snippets, s => Assert.Equal(Region(s.File, s.Name), s.Text.TrimEnd('\n')));
    }

    [Fact]
    public void The_pages_show_no_other_code() => Assert.All(Repository.Pages.Select(Repository.Read), text =>
        Assert.Equal(Markdown.Blocks(text).Where(b => b.Language == "csharp").Select(b => b.Text), Markdown.Snippets(text).Select(s => s.Text)));

    // Ledgers of earlier runs: whoever changes a sample would otherwise run out of budget.
    private static void Forget(string folder)
    {
        foreach (var ledger in Directory.EnumerateFiles(folder, "*.ledger*", SearchOption.AllDirectories).ToList())
        {
            File.Delete(ledger);
        }
    }

    // The lines between "// docs: name" and "// end", moved to the left margin.
    private static string Region(string file, string name)
    {
        var lines = Repository.Read(file).Split('\n');
        var from = Array.FindIndex(lines, l => l.Trim() == $"// docs: {name}");
        Assert.True(from >= 0, $"{file} has no region '{name}'.");
        var region = lines.Skip(from + 1).TakeWhile(l => l.Trim() != "// end").ToList();
        var margin = region.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', region.Select(l => l.Length == 0 ? l : l[margin..])).TrimEnd('\n');
    }
}
