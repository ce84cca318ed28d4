using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>Questions that are piped in or typed: what is asked for is done or refused, never left out in silence.</summary>
public sealed class QueryShellTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-shell-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Explain_holds_for_questions_that_are_piped_in()
    {
        await PolicyAsync();
        var said = await AskAsync("select avg(age) from persons;\nselect count(*) from labs\n", "--epsilon", "0.5", "--explain");
        Assert.True(said.Exit == 0, said.Error);
        Assert.Equal(2, said.Output.Split("Nothing was read and nothing was spent.").Length - 1);
        Assert.DoesNotContain("paid", said.Output, StringComparison.Ordinal);
        Assert.Contains("about 8 more questions", (await AskAsync("\\budget\n", "--epsilon", "0.5")).Output, StringComparison.Ordinal);

        // More than there is: still only explained.
        Assert.Contains("Nothing was read", (await AskAsync("select avg(age) from persons;\n", "--epsilon", "7", "--explain")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--format", "csv")]
    [InlineData("--output", "out.csv")]
    [InlineData("--explain", "--json")]
    public async Task Options_of_one_answer_are_refused_where_a_shell_would_leave_them_out(params string[] options)
    {
        await PolicyAsync();
        var said = await AskAsync("select avg(age) from persons;\n", ["--epsilon", "0.5", .. options]);
        Assert.Equal(2, said.Exit);
        Assert.Contains("--file", said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Output);
        Assert.Contains("about 8 more questions", (await AskAsync("\\budget\n", "--epsilon", "0.5")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_takes_the_question_that_stands_behind_it()
    {
        await PolicyAsync();
        var said = await AskAsync("explain privacy select count(*) from labs;\n\\explain select count(*) as n from persons;\n\\target n = 3\n", "--epsilon", "0.5");
        Assert.True(said.Exit == 0, said.Error);
        Assert.Contains("select count(*) as n from persons", said.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, said.Output.Split("pushed down;").Length - 1);
        Assert.Contains("least spend", said.Output, StringComparison.Ordinal);
    }

    private Task<Said> AskAsync(string input, params string[] options) => Tool.RunAsync(_folder, input, ["query", "--policy", "nafld.policy.json", .. options]);

    private async Task PolicyAsync()
    {
        var said = await Tool.RunAsync(_folder, "policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "--delta", "1e-6", "-o", "nafld.policy.json");
        Assert.True(said.Exit == 0, said.Error);
    }
}
