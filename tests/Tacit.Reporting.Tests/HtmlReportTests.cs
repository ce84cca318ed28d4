using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tacit.Reporting.Tests;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "<img src=x onerror=\"alert('1')\">&amp;</title></style></svg><script>alert(2)</script>\u202e\u0007\ud800";

    public static TheoryData<bool> Both => [true, false];

    private static PrivacyReport Sample(bool isPrivate) => isPrivate ? SampleReport.Private : SampleReport.Simulated;

    /// <summary>The page is written so that an XML parser can read it: nothing can be left open or hidden in a place that the tests do not see.</summary>
    private static XElement Parse(string html) => XDocument.Parse(html.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal)).Root!;

    [Theory]
    [MemberData(nameof(Both))]
    public void The_page_loads_nothing_and_runs_nothing(bool isPrivate)
    {
        var page = Parse(HtmlReport.Render(Sample(isPrivate)));
        string[] loading = ["script", "link", "img", "image", "iframe", "object", "embed", "base", "form", "audio", "video", "source", "use", "foreignObject"];
        Assert.DoesNotContain(page.Descendants(), e => loading.Contains(e.Name.LocalName));
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name.LocalName is "src" or "srcset" or "style");
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName == "href"), a => Assert.StartsWith("#", a.Value, StringComparison.Ordinal));
        var style = Assert.Single(page.Descendants("style")).Value;
        Assert.DoesNotContain("@import", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("//", Base64().Replace(style, string.Empty), StringComparison.Ordinal);
        Assert.All(Url().Matches(style), m => Assert.StartsWith("url(data:font/woff2;base64,", m.Value, StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", page.Descendants("meta").Select(m => (string?)m.Attribute("content") ?? string.Empty).First(c => c.Contains("src", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_is_escaped()
    {
        var receipt = SampleReport.Receipt(1, Hostile, Hostile, Hostile, isPrivate: false) with
        {
            Trust = Hostile, Randomness = Hostile, LedgerId = Hostile, Account = Hostile, Head = Hostile, Unit = PrivacyUnit.Person(Hostile),
        };
        var table = new Table([Hostile, "b"], [Hostile], [new([Hostile, Hostile], [new(1, 0, 2, 0.95, Hostile)]), new([Hostile, "c"], [null])]);
        AnswerReport Answer(AnswerFigure figure) => new()
        {
            Question = Hostile, Explanation = Hostile, Answer = table, Truth = table, Receipt = receipt, Covers = Hostile, Plan = [Hostile],
            Values = [new(Hostile, Hostile, figure)],
            BoundingEffect = figure == AnswerFigure.None ? null : Answer(AnswerFigure.None),
        };
        var page = Parse(HtmlReport.Render(SampleReport.Private with
        {
            Title = Hostile, Data = [Hostile], Unit = Hostile, Trust = Hostile, Caveats = [Hostile], Refusals = [new(Hostile, Hostile)],
            Budget = new(Hostile, Hostile, Hostile, Hostile, Hostile, Hostile, 2, 3, 4, Hostile),
            Answers = [Answer(AnswerFigure.Bars), Answer(AnswerFigure.Points), Answer(AnswerFigure.Quantiles), Answer(AnswerFigure.None)],
        }));
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "img" or "script");
        Assert.Single(page.Descendants("style"));
        Assert.DoesNotContain('\u202e', page.Value);
        Assert.DoesNotContain('\u0007', page.Value);
        Assert.Contains("<img src=x onerror=\"alert('1')\">&amp;</title>", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_part_of_a_receipt_is_shown()
    {
        var answer = SampleReport.Private.Answers[0];
        var receipt = answer.Receipt with { Derivation = """{"format":1}""" };
        var article = Parse(HtmlReport.Render(SampleReport.Private with { Answers = [answer with { Receipt = receipt }] })).Descendants("article").First().Value;
        string[] expected =
        [
            receipt.Loss.ToJson(), receipt.Price, receipt.Unit.ToString(), receipt.Trust, receipt.Mechanism, receipt.Randomness, receipt.LedgerId, receipt.Account,
            $"entry {receipt.Entry}", receipt.Sequence.ToString(CultureInfo.InvariantCulture), receipt.Head, receipt.Left, "Privateyes", "no: drawn for this question", receipt.Derivation!,
        ];
        Assert.Equal(typeof(Receipt).GetProperties().Length, expected.Length);
        Assert.All(expected, text => Assert.Contains(text, article, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_part_of_the_budget_is_shown()
    {
        var budget = SampleReport.Private.Budget;
        var summary = Parse(HtmlReport.Render(SampleReport.Private)).Descendants("section").First(e => (string?)e.Attribute("class") == "summary");
        string[] expected =
        [
            budget.Account, budget.LedgerId, budget.Cap, budget.Spent, budget.Lifetime, budget.Left, "ρ: 62% spent", "δ for key selection: 10% spent", "period 2", budget.Sequence.ToString(CultureInfo.InvariantCulture), budget.Head[..12] + "…",
        ];
        Assert.Equal(typeof(BudgetReport).GetProperties().Length, expected.Length + 1); // The currency and its share are one text.
        Assert.All(expected, text => Assert.Contains(text, summary.Value, StringComparison.Ordinal));
        Assert.Contains(summary.Descendants("code"), c => (string?)c.Attribute("title") == budget.Head);
    }

    [Theory]
    [InlineData(0.5, null, "ε: 50% spent")]
    [InlineData(0.001, 1.0, "ε: 1% spent", "δ for key selection: 100% spent")]
    [InlineData(double.NaN, 0.0, "ε: 100% spent", "δ for key selection: 0% spent")]
    [InlineData(null, null)]
    public void Each_currency_with_a_cap_has_its_own_gauge(double? fraction, double? delta, params string[] expected)
    {
        var budget = SampleReport.Private.Budget with { Currency = "ε", Fraction = fraction, DeltaFraction = delta };
        var gauges = Parse(HtmlReport.Render(SampleReport.Private with { Budget = budget })).Descendants("svg").Where(s => (string?)s.Attribute("class") == "gauge");
        Assert.Equal(expected, gauges.Select(g => g.Element("title")!.Value));
        Assert.Equal(
            expected.Select(text => text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..text.IndexOf('%', StringComparison.Ordinal)]),
            gauges.Select(g => Math.Ceiling(double.Parse(g.Elements("rect").Last().Attribute("width")!.Value.TrimEnd('%'), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Figures_have_titles_descriptions_and_ids_of_their_own(bool isPrivate)
    {
        var page = Parse(HtmlReport.Render(Sample(isPrivate)));
        var images = page.Descendants("svg").Where(s => (string?)s.Attribute("role") == "img").ToList();
        Assert.Equal(isPrivate ? 11 : 9, images.Count);
        Assert.All(images, svg =>
        {
            var ids = ((string?)svg.Attribute("aria-labelledby"))!.Split(' ');
            Assert.Equal(ids[0], (string?)svg.Elements("title").Single().Attribute("id"));
            Assert.Equal(ids[1], (string?)svg.Elements("desc").Single().Attribute("id"));
            Assert.All(svg.Elements("title").Concat(svg.Elements("desc")), e => Assert.NotEmpty(e.Value));
        });
        var all = page.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(page.Descendants("table"), t => Assert.NotEmpty(t.Elements("caption").Single().Value));
    }

    [Fact]
    public void A_simulated_report_says_so_loudly_and_marks_the_truth()
    {
        var page = Parse(HtmlReport.Render(SampleReport.Simulated));
        Assert.Equal("SIMULATED — NOT PRIVATE", page.Descendants("aside").Single().Element("strong")!.Value);
        Assert.StartsWith("SIMULATED", page.Descendants("title").First().Value, StringComparison.Ordinal);
        Assert.Equal(7, page.Descendants("span").Count(s => (string?)s.Attribute("class") == "tag loud"));
        Assert.Equal(10 + 2 + 12, page.Descendants("svg").Count(s => (string?)s.Attribute("class") == "truth"));
        var real = Parse(HtmlReport.Render(SampleReport.Private));
        Assert.Empty(real.Descendants("aside"));
        Assert.DoesNotContain("true value", real.Element("body")!.Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_column_has_its_own_figure_unit_and_scale()
    {
        Estimate?[] values = [SampleReport.About(1200, 20), SampleReport.About(51.5, 0.5), SampleReport.About(40, 1), SampleReport.About(50, 1), SampleReport.About(62, 1), SampleReport.About(0.2, 0.01), SampleReport.About(7, 1)];
        var answer = SampleReport.Private.Answers[1] with
        {
            Answer = new(["sex"], ["patients", "mean", "25%", "median", "75%", "share", "visits"], [new(["female"], values), new(["male"], values)]),
            Values =
            [
                new("patients", "persons", AnswerFigure.Bars), new("mean", "mg/dL", AnswerFigure.Points), new("25%", "mg/dL", AnswerFigure.Quantiles), new("median", "mg/dL", AnswerFigure.Quantiles),
                new("75%", "mg/dL", AnswerFigure.Quantiles), new("share", string.Empty, AnswerFigure.Points), new("visits", "visits", AnswerFigure.None),
            ],
        };
        var figure = Parse(HtmlReport.Render(SampleReport.Private with { Answers = [answer] })).Descendants("figure").Single();
        var panels = figure.Descendants("div").Where(d => (string?)d.Attribute("class") == "panel").ToList();
        Assert.Equal(["patients, persons", "mean, mg/dL", "25%, median, 75%, mg/dL", "share"], panels.Select(p => p.Element("p")!.Value));
        string[] Classes(XElement panel) => [.. panel.Descendants().Select(e => (string?)e.Attribute("class")).OfType<string>().Where(c => c is "bar" or "point" or "box").Distinct()];
        Assert.Equal([["bar"], ["point"], ["box"], ["point"]], panels.Select(Classes));
        string Axis(XElement panel) => panel.Descendants("desc").Single().Value.Split(';')[1];
        Assert.Equal(
            [" 2 rows, axis from 0 to 1,500. The numbers are in the table below.", Axis(panels[2]), " 2 rows, axis from 35 to 65. The numbers are in the table below.", " 2 rows, axis from 0.190 to 0.210. The numbers are in the table below."],
            panels.Select(Axis));
        Assert.Equal(
            "Bar: the released value. Whisker: its 95% interval. Point: the released value. Whisker: its 95% interval. Box: 25% to 75%. Line: median. Below each box: the 95% interval of every quantile.",
            figure.Element("figcaption")!.Value);
    }

    [Theory]
    [InlineData(10, 20, 0)]
    [InlineData(27.1, 28.1, 3)]
    [InlineData(2_000_000, 6_000_000, 2)]
    public void Where_ticks_would_touch_on_a_narrow_panel_every_second_gives_way(double low, double high, int odd)
    {
        var answer = SampleReport.Private.Answers[1] with
        {
            Answer = new(["k"], ["mean HDL"], [new(["a"], [SampleReport.About(low, 0)]), new(["b"], [SampleReport.About(high, 0)])]), BoundingEffect = null,
        };
        var page = Parse(HtmlReport.Render(SampleReport.Private with { Answers = [answer] }));
        Assert.Equal(odd, page.Descendants("text").Count(t => (string?)t.Attribute("class") == "tick odd"));
    }

    [Fact]
    public void A_unit_stands_in_the_caption_when_all_columns_share_it_and_else_at_each_column()
    {
        XElement Table(params string[] units) => Parse(HtmlReport.Render(SampleReport.Private with
        {
            Answers =
            [
                SampleReport.Private.Answers[4] with
                {
                    Answer = new([], ["a", "b"], [new([], [SampleReport.About(1, 1), SampleReport.About(2, 1)])]),
                    Values = [new("a", units[0], AnswerFigure.None), new("b", units[1], AnswerFigure.None)],
                },
            ],
        })).Descendants("table").Single();
        Assert.StartsWith("Values in kg.", Table("kg", "kg").Element("caption")!.Value, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Table("kg", "kg").Descendants("th").Select(h => h.Value));
        Assert.StartsWith("After ±", Table("kg", "m").Element("caption")!.Value, StringComparison.Ordinal);
        Assert.Equal(["akg", "b"], Table("kg", "b").Descendants("th").Select(h => h.Value));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("mean HDL", "mean HDL")]
    public void A_column_that_is_not_there_cannot_be_described_and_none_twice(params string[] columns)
    {
        var report = SampleReport.Private with { Answers = [SampleReport.Private.Answers[1] with { Values = [.. columns.Select(c => new ValueReport(c, "kg", AnswerFigure.Bars))] }] };
        foreach (var render in new Func<PrivacyReport, string>[] { HtmlReport.Render, JsonReport.Write, MarkdownReport.Render })
        {
            Assert.Contains($"'{columns[0]}'", Assert.Throws<BadInputException>(() => render(report)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_true_answer_beside_a_private_one_is_refused_everywhere()
    {
        var leak = SampleReport.Private with { Answers = [SampleReport.Private.Answers[1], SampleReport.Private.Answers[0] with { Truth = SampleReport.Private.Answers[0].Answer }] };
        foreach (var render in new Func<PrivacyReport, string>[] { HtmlReport.Render, JsonReport.Write, MarkdownReport.Render })
        {
            Assert.Contains("Answer 2", Assert.Throws<BadInputException>(() => render(leak)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_do_not_follow_the_culture()
    {
        var before = HtmlReport.Render(SampleReport.Private);
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "~");
        var old = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(before, HtmlReport.Render(SampleReport.Private));
        }
        finally
        {
            CultureInfo.CurrentCulture = old;
        }
    }

    [Fact]
    public void The_fonts_are_inside_with_their_licence()
    {
        var style = Parse(HtmlReport.Render(SampleReport.Private)).Descendants("style").Single().Value;
        var fonts = Base64().Matches(style).Select(m => Convert.FromBase64String(m.Value["base64,".Length..])).ToList();
        Assert.Equal(2, fonts.Count);
        Assert.All(fonts, f => Assert.Equal("wOF2"u8.ToArray(), f[..4]));
        using var licence = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("OFL.txt")!);
        Assert.Contains("SIL OPEN FONT LICENSE Version 1.1", licence.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_answers_render()
    {
        var receipt = SampleReport.Receipt(1, "ε = 1", "ε = 0", "none");
        Estimate odd = new(double.NaN, double.NegativeInfinity, double.PositiveInfinity, 0.9, string.Empty), huge = new(1e300, -1e308, 1e308, 0.95, "x");
        Table[] tables =
        [
            new([], [], []), new(["a"], ["n"], []), new([], ["n"], [new([], [odd])]), new([], ["n", "m"], [new([], [huge, null])]), new(["a", "b"], ["n"], [new(["", "x"], [null])]),
            new(["a"], ["n"], [.. Enumerable.Range(0, 200).Select(i => new TableRow([i.ToString(CultureInfo.InvariantCulture)], [new Estimate(-i, -i, -i, 0.95, "exact")]))]),
            new(["a"], ["1", "2", "3", "4", "5", "6", "7"], [new(["x"], [.. Enumerable.Range(0, 7).Select(i => (Estimate?)SampleReport.About(7 - i, 1))])]),
        ];
        foreach (var (table, figure) in tables.SelectMany(t => Enum.GetValues<AnswerFigure>().Select(f => (t, f))))
        {
            var unit = figure == AnswerFigure.Points ? "u" : string.Empty;
            AnswerReport answer = new() { Question = "?", Answer = table, Receipt = receipt, Covers = "-", Values = [.. table.Values.Select(name => new ValueReport(name, unit, figure))] };
            var page = Parse(HtmlReport.Render(SampleReport.Private with { Answers = [answer] }));
            Assert.DoesNotContain("NaN", page.Element("body")!.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", page.Element("body")!.ToString(), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"base64,[^)]*")]
    private static partial Regex Base64();

    [GeneratedRegex(@"url\([^)]{0,60}")]
    private static partial Regex Url();
}
