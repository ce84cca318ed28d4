using System.Xml.Linq;

namespace Tacit.Reporting.Tests;

/// <summary>The measured effect of bounding stands in the article of its answer, with its own receipt, behind the same walls.</summary>
public sealed class BoundingEffectTests
{
    private static AnswerReport Bounded => SampleReport.Private.Answers[1];

    private static XElement Page(PrivacyReport report) => XDocument.Parse(HtmlReport.Render(report).Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal)).Root!;

    [Fact]
    public void The_page_shows_it_beside_its_answer_with_its_own_receipt()
    {
        var page = Page(SampleReport.Private);
        var effect = Assert.Single(page.Descendants("section"), s => (string?)s.Attribute("class") == "effect");
        Assert.Equal("answer-2", (string?)effect.Parent!.Attribute("id"));
        var receipt = Bounded.BoundingEffect!.Receipt;
        string[] expected =
        [
            "Measured effect of bounding", Bounded.BoundingEffect.Question, Bounded.BoundingEffect.Explanation, "1,312", Bounded.BoundingEffect.Covers, Bounded.BoundingEffect.Plan[0],
            receipt.Price, receipt.Left, receipt.Mechanism, $"entry {receipt.Entry}", receipt.Head, receipt.Loss.ToJson(),
        ];
        Assert.All(expected, text => Assert.Contains(text, effect.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("entry 2", effect.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_cost_is_listed_at_the_top()
    {
        var item = Page(SampleReport.Private).Descendants("ol").First(l => (string?)l.Attribute("class") == "contents").Elements("li").ElementAt(1);
        Assert.Equal(["#answer-2", "#bounding-2"], item.Elements("a").Select(a => (string?)a.Attribute("href")));
        Assert.Equal(["ρ = 0.01", "ρ = 0.001"], item.Elements("span").Select(s => s.Value));
    }

    [Fact]
    public void Its_truth_stays_behind_the_wall()
    {
        var leak = SampleReport.Private with { Answers = [Bounded with { BoundingEffect = Bounded.BoundingEffect! with { Truth = Bounded.BoundingEffect.Answer } }] };
        foreach (var render in new Func<PrivacyReport, string>[] { HtmlReport.Render, JsonReport.Write, MarkdownReport.Render })
        {
            Assert.Contains("Answer 1, effect of bounding, is private but carries the true answer", Assert.Throws<BadInputException>(() => render(leak)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_simulated_one_makes_the_report_not_private()
    {
        var simulated = SampleReport.Simulated.Answers[1].BoundingEffect!;
        var report = SampleReport.Private with { Answers = [Bounded with { BoundingEffect = simulated }] };
        Assert.True(SampleReport.Private.IsPrivate);
        Assert.False(report.IsPrivate);
        Assert.Single(Page(report).Descendants("aside"));
    }

    [Fact]
    public void It_has_none_of_its_own()
    {
        var nested = SampleReport.Private with { Answers = [Bounded with { BoundingEffect = Bounded }] };
        Assert.Contains("of its own", Assert.Throws<BadInputException>(() => JsonReport.Write(nested)).Message, StringComparison.Ordinal);
    }
}
