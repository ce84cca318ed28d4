namespace Tacit.Reporting.Tests;

public sealed class MarkdownReportTests
{
    [Theory]
    [InlineData("private", true)]
    [InlineData("simulated", false)]
    public void The_text_is_as_approved(string name, bool isPrivate)
    {
        var approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Approved", name + ".md"));
        Assert.Equal(approved, MarkdownReport.Render(isPrivate ? SampleReport.Private : SampleReport.Simulated));
    }

    [Fact]
    public void The_json_is_as_approved()
    {
        var approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Approved", "simulated.json"));
        Assert.Equal(approved, JsonReport.Write(SampleReport.Simulated));
    }

    [Theory]
    [InlineData("see https://evil.example/x", "see https\\://evil.example/x")]
    [InlineData("WWW.evil.example", "WWW\\.evil.example")]
    [InlineData("a\u202eb\u2066c", "a\ufffdb\ufffdc")]
    [InlineData("10:30, 0.5", "10:30, 0.5")]
    public void What_readers_make_a_link_of_is_none_and_no_text_turns(string name, string shown)
    {
        // The names of a model and of its mechanism are whoever's who trained it.
        var text = MarkdownReport.Render(SampleModel.Report(SampleModel.Model with { Name = name }));
        Assert.Contains($"## Model: {shown}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_neither_an_element_nor_a_link_nor_a_column()
    {
        var answer = SampleReport.Private.Answers[1] with { Values = [], Answer = new(["k"], ["v"], [new(["<img src=x> | [a](b) `c`\n# d"], [SampleReport.About(1, 1)])]) };
        var text = MarkdownReport.Render(SampleReport.Private with { Answers = [answer] });
        Assert.Contains("| &lt;img src=x&gt; \\| \\[a\\](b) \\`c\\` \\# d | 1 ± 1 |\n", text, StringComparison.Ordinal);
    }
}
