namespace Tacit.Reporting.Tests;

/// <summary>A report that format 1 wrote, with every member that the format has, stays readable and is written back as it stands. The file is never rewritten.</summary>
public sealed class GoldenReportTests
{
    private static readonly string Golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "report-format-1.json"));

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

    [Fact]
    public void It_reads_to_what_it_meant_and_is_written_as_it_stands()
    {
        var read = JsonReport.Read(Golden);
        Assert.Equivalent(Expected, read, strict: true);
        Assert.Equal(Expected.Answers.Select(a => a.Receipt.Loss), read.Answers.Select(a => a.Receipt.Loss));
        Assert.Equal(Golden, JsonReport.Write(read));
        Assert.Equal(Golden, JsonReport.Write(Expected));
    }

    [Fact]
    public void One_of_a_newer_format_is_refused_before_it_is_read()
    {
        var newer = Golden.Replace("\"format\": 1,", "\"format\": 2,", StringComparison.Ordinal);
        Assert.Equal(
            "The report has format 2; this version of Tacit reads formats up to 1. Use a newer version.",
            Assert.Throws<FormatException>(() => JsonReport.Read(newer)).Message);
    }
}
