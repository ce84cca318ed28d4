namespace Tacit.Reporting.Tests;

/// <summary>A report of every format, with every member that the format has, stays readable; one of the newest is written back as it stands. The files are never rewritten.</summary>
public sealed class GoldenReportTests
{
    private const string Derivation = """{"format":1,"question":"count \u003C 2 \u0026 more","levels":[{"rows":2.50,"inputs":[]}],"loss":null}""";

    private static readonly string First = ReadGolden(1);

    private static readonly string Second = ReadGolden(2);

    private static readonly string Third = ReadGolden(3);

    private static readonly Table Counts = new(
        ["ward", "sex"],
        ["patients", "mean", "25 %", "75 %", "share"],
        [
            new(["north", "f"], [new(120, 110.5, 129.5, 0.95, "noise only"), new(51.25, 50, 52.5, 0.95, "noise only"), new(40, 38, 42, 0.95, "noise only"), new(60, 58, 62, 0.95, "noise only"), null]),
            new(["south", ""], [new(-3, -12.5, 6.5, 0.95, "noise only"), null, null, null, new(0.1, double.NegativeInfinity, double.PositiveInfinity, 0.99, "ratio")]),
        ]);

    private static readonly Receipt Receipt = new()
    {
        Loss = PrivacyLoss.Composed(PrivacyLoss.DiscreteLaplace(10, 1), PrivacyLoss.Approximate(0.25, 1e-7)),
        Price = "ε = 0.35, δ = 1e-7",
        Unit = PrivacyUnit.Person("id"),
        Trust = "central",
        Mechanism = "discrete Laplace noise",
        Randomness = "AES-256-CTR",
        LedgerId = "0123456789abcdef0123456789abcdef",
        Account = "wards",
        Entry = 3,
        Sequence = 11,
        Head = "aa",
        Left = "ε = 0.65, δ = 4e-7 for key selection",
        IsPrivate = true,
        IsRepeated = false,
    };

    private static readonly Table Effect = new([], ["left out", "clipped"], [new([], [new(12, 2, 22, 0.95, "noise only"), new(0, -10, 10, 0.95, "noise only")])]);

    private static readonly PrivacyReport Expected = new()
    {
        Title = "Wards <north> & “south”",
        Created = new DateTimeOffset(2026, 11, 25, 6, 30, 15, 250, TimeSpan.FromHours(1)),
        Data = ["visits: at most 2 rows a unit"],
        Unit = "person (column id), add/remove",
        Trust = "The owner is trusted.",
        Budget = new("wards", "0123456789abcdef0123456789abcdef", "ε = 1, δ = 1e-6", "ε = 0.35, δ = 1e-7", "ε = 0.7, δ = 2e-7", "ε = 0.65, δ = 4e-7 for key selection", 0.35, 2, 14, "bb")
        {
            Currency = "ε",
            DeltaFraction = 0.2,
        },
        Answers =
        [
            new()
            {
                Question = "Who is on the wards?",
                Explanation = "Every patient counts once.",
                Values =
                [
                    new("patients", "persons", AnswerFigure.Bars), new("mean", "mg/dL", AnswerFigure.Points), new("25 %", "mg/dL", AnswerFigure.Quantiles),
                    new("75 %", "mg/dL", AnswerFigure.Quantiles), new("share", "", AnswerFigure.None),
                ],
                Covers = "The noise.",
                Plan = ["keys: selected", "price: ε = 0.35, δ = 1e-7"],
                Receipt = Receipt,
                Answer = Counts,
                BoundingEffect = new()
                {
                    Question = "What did bounding do?",
                    Covers = "The noise.",
                    Receipt = Receipt with { Loss = PrivacyLoss.DiscreteGaussian(4, 2, Neighbours.Replace), Unit = PrivacyUnit.Client("c").ForGroupsOf(3).Under(Neighbours.Replace), IsRepeated = true },
                    Answer = Effect,
                },
            },
            new()
            {
                Question = "And simulated?",
                Covers = "The noise.",
                Receipt = Receipt with { Unit = PrivacyUnit.Row(), IsPrivate = false },
                Answer = Effect,
                Truth = Effect,
            },
        ],
        Refusals = [new("More?", "The budget does not allow this.")],
        Caveats = ["Families are groups."],
    };

    // Format 2 came with derivations.
    private static PrivacyReport WithDerivation => Expected with
    {
        Answers = [Expected.Answers[0] with { Receipt = Receipt with { Derivation = Derivation } }, Expected.Answers[1]],
    };

    // Format 3 came with models.
    private static PrivacyReport WithModel => WithDerivation with { Models = [SampleModel.Model with { Epsilon = 1.25 }] };

    [Fact]
    public void The_newest_reads_to_what_it_meant_and_is_written_as_it_stands()
    {
        var read = JsonReport.Read(Third);
        Assert.Equivalent(WithModel, read, strict: true);
        Assert.Equal(Third, JsonReport.Write(read));
        Assert.Equal(Third, JsonReport.Write(WithModel));
        Assert.Empty(ReportSchema.Faults(System.Text.Json.Nodes.JsonNode.Parse(Third)!));
    }

    [Fact]
    public void The_second_reads_to_what_it_meant_and_has_no_models()
    {
        var read = JsonReport.Read(Second);
        Assert.Equivalent(WithDerivation, read, strict: true);
        Assert.Equal(Derivation, read.Answers[0].Receipt.Derivation);
        Assert.Equal(Expected.Answers.Select(a => a.Receipt.Loss), read.Answers.Select(a => a.Receipt.Loss));
        Assert.Equal(Newest(Second), JsonReport.Write(read));
        Assert.Contains("has a member 'models'", Assert.Throws<FormatException>(() => JsonReport.Read(Third.Replace("\"format\": 3,", "\"format\": 2,", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        Assert.Contains("lacks the member 'models'", Assert.Throws<FormatException>(() => JsonReport.Read(Second.Replace("\"format\": 2,", "\"format\": 3,", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_one_reads_to_what_it_meant_and_is_written_in_the_newest_format()
    {
        var read = JsonReport.Read(First);
        Assert.Equivalent(Expected, read, strict: true);
        Assert.Equal(Newest(First), JsonReport.Write(read));
    }

    [Fact]
    public void The_first_format_has_no_derivations()
    {
        var mixed = Second.Replace("\"format\": 2,", "\"format\": 1,", StringComparison.Ordinal);
        Assert.Contains("has a member 'derivation'", Assert.Throws<FormatException>(() => JsonReport.Read(mixed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_a_newer_format_is_refused_before_it_is_read()
    {
        var newer = First.Replace("\"format\": 1,", "\"format\": 4,", StringComparison.Ordinal);
        Assert.Equal(
            "The report has format 4; this version of Tacit reads formats up to 3. Use a newer version.",
            Assert.Throws<FormatException>(() => JsonReport.Read(newer)).Message);
    }

    private static string Newest(string older) => older.Replace(older.Split('\n')[1], "  \"format\": 3,", StringComparison.Ordinal).Replace("\n  \"caveats\":", "\n  \"models\": [],\n  \"caveats\":", StringComparison.Ordinal);

    private static string ReadGolden(int format) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"report-format-{format}.json"));
}
