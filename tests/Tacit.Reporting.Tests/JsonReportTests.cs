using System.Text.Json.Nodes;

namespace Tacit.Reporting.Tests;

public sealed class JsonReportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_gives_what_was_written(bool isPrivate)
    {
        var report = isPrivate ? SampleReport.Private : SampleReport.Simulated;
        var json = JsonReport.Write(report);
        var read = JsonReport.Read(json);
        Assert.Equal(json, JsonReport.Write(read));
        Assert.Equal(HtmlReport.Render(report), HtmlReport.Render(read));
        Assert.Equivalent(report, read, strict: true);
    }

    [Fact]
    public void Numbers_units_and_times_come_back_exactly()
    {
        double[] numbers = [0.1, 1 / 3.0, -0.0, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        PrivacyUnit[] units =
        [
            PrivacyUnit.Row(), PrivacyUnit.Person("a").ForGroupsOf(4), PrivacyUnit.Client("b").Under(Neighbours.Replace), PrivacyUnit.Document("c"), PrivacyUnit.Window("d").ForGroupsOf(1_000_000),
        ];
        var report = SampleReport.Private with
        {
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(-5)).AddTicks(9),
            Answers = [.. units.Select(u => SampleReport.Private.Answers[0] with
            {
                Values = [],
                Answer = new(["k"], ["v"], [.. numbers.Select(n => new TableRow(["ε \u2028\"\\"], [new Estimate(n, n, n, 0.95, "x")]))]),
                Receipt = SampleReport.Private.Answers[0].Receipt with { Unit = u, Entry = long.MaxValue },
            })],
        };
        var read = JsonReport.Read(JsonReport.Write(report));
        Assert.Equal(report.Created, read.Created);
        Assert.Equal(report.Created.Offset, read.Created.Offset);
        Assert.Equal(units, read.Answers.Select(a => a.Receipt.Unit));
        Assert.Equal(long.MaxValue, read.Answers[0].Receipt.Entry);
        Assert.Equal(report.Answers[0].Receipt.Loss, read.Answers[0].Receipt.Loss);
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), read.Answers[0].Answer.Rows.Select(r => BitConverter.DoubleToInt64Bits(r.Values[0]!.Value.Value)));
        Assert.Equal("ε \u2028\"\\", read.Answers[0].Answer.Rows[0].Keys[0]);
    }

    [Fact]
    public void A_newer_format_is_refused_by_name()
    {
        var message = Assert.Throws<FormatException>(() => JsonReport.Read("""{ "format": 4, "everything": "else" }""")).Message;
        Assert.Equal("The report has format 4; this version of Tacit reads formats up to 3. Use a newer version.", message);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "no member 'format'")]
    [InlineData("""{ "title": "x" }""", "no member 'format'")]
    [InlineData("""{ "format": "1" }""", "report.format must be a whole number")]
    [InlineData("""{ "format": 0 }""", "formats start at 1")]
    [InlineData("""{ "format": 1 }""", "report lacks the member 'title'")]
    public void What_is_not_a_report_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => JsonReport.Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("answers.0.receipt.entry", "1.5", "report.answers[0].receipt.entry must be a whole number")]
    [InlineData("answers.1.receipt.loss.type", "\"magic\"", "report.answers[1].receipt.loss")]
    [InlineData("answers.0.receipt.unit.name", "\"planet\"", "report.answers[0].receipt.unit is not a privacy unit")]
    [InlineData("answers.0.receipt.unit.column", "\" \"", "report.answers[0].receipt.unit")]
    [InlineData("answers.0.receipt.unit.groupSize", "0", "report.answers[0].receipt.unit")]
    [InlineData("answers.0.receipt.isPrivate", "null", "report.answers[0].receipt.isPrivate must be true or false")]
    [InlineData("answers.0.values.0.figure", "\"pie\"", "report.answers[0].values[0].figure is not a kind of figure")]
    [InlineData("answers.0.values.0.column", "\"weight\"", "report.answers[0].values describes the column 'weight'")]
    [InlineData("answers.0.answer.rows.2.values", "[]", "report.answers[0].answer.rows[2] has not one text per key")]
    [InlineData("answers.0.answer.rows.2.values.0.low", "\"low\"", "report.answers[0].answer.rows[2].values[0].low must be a number")]
    [InlineData("answers.1.boundingEffect.truth", """{ "keys": [], "values": [], "rows": [] }""", "report.answers[1].boundingEffect.truth is a true answer beside a private one")]
    [InlineData("answers.1.boundingEffect.boundingEffect", "1", "report.answers[1].boundingEffect has a member 'boundingEffect'")]
    [InlineData("answers.1.boundingEffect.receipt.entry", "1.5", "report.answers[1].boundingEffect.receipt.entry must be a whole number")]
    [InlineData("answers.0.note", "1", "report.answers[0] has a member 'note'")]
    [InlineData("answers.0.truth", """{ "keys": [], "values": [], "rows": [] }""", "report.answers[0].truth is a true answer beside a private one")]
    [InlineData("budget.fraction", "1e999", "report.budget.fraction must be a number")]
    [InlineData("budget.deltaFraction", "null", "report.budget.deltaFraction must be a number")]
    [InlineData("budget.currency", "\"€\"", "report.budget.currency must be ε, ρ or τ")]
    [InlineData("created", "\"yesterday\"", "report.created must be a time")]
    public void Damage_is_refused_with_its_place(string path, string value, string message)
    {
        var root = JsonNode.Parse(JsonReport.Write(SampleReport.Private))!;
        var parts = path.Split('.');
        var node = root;
        foreach (var part in parts[..^1])
        {
            node = int.TryParse(part, out var index) ? node[index]! : node[part]!;
        }

        node[parts[^1]] = JsonNode.Parse(value);
        var json = root.ToJsonString();
        Assert.Contains(message, Assert.Throws<FormatException>(() => JsonReport.Read(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON", "is not JSON")]
    [InlineData("{ \"format\": 1 }", "is not in its compact form")]
    public void A_derivation_that_could_not_be_read_back_is_refused(string derivation, string message)
    {
        var report = SampleReport.Private with { Answers = [SampleReport.Private.Answers[0] with { Receipt = SampleReport.Private.Answers[0].Receipt with { Derivation = derivation } }] };
        Assert.Contains(message, Assert.Throws<BadInputException>(() => JsonReport.Write(report)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_twice_is_refused()
    {
        var json = JsonReport.Write(SampleReport.Private).Replace("\"trust\": ", "\"trust\": \"nobody\", \"trust\": ", StringComparison.Ordinal);
        Assert.Contains("'trust' twice", Assert.Throws<FormatException>(() => JsonReport.Read(json)).Message, StringComparison.Ordinal);
    }
}
