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

    [Fact]
    public void A_key_is_neither_an_element_nor_a_link_nor_a_column()
    {
        var answer = SampleReport.Private.Answers[1] with { Values = [], Answer = new(["k"], ["v"], [new(["<img src=x> | [a](b) `c`\n# d"], [SampleReport.About(1, 1)])]) };
        var text = MarkdownReport.Render(SampleReport.Private with { Answers = [answer] });
        Assert.Contains("| &lt;img src=x&gt; \\| \\[a\\](b) \\`c\\` \\# d | 1 ± 1 |\n", text, StringComparison.Ordinal);
    }
}
