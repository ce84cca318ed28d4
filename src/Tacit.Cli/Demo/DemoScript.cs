using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query;
using Tacit.Reports;

namespace Tacit.Cli.Demo;

/// <summary>What the demo asks. The shares add up to the whole budget.</summary>
internal static class DemoScript
{
    public static readonly IReadOnlyList<DemoQuestion> Questions =
    [
        new(
            "How many patients are there, by sex and age?",
            "Every patient is in one group, so one patient moves one count by one. Groups are declared, so empty ones would answer too.",
            0.1)
        {
            Question = Question.From("persons").GroupBy("sex", "age_band").CountUnits(),
            Values = [new("patients", "patients", AnswerFigure.Bars)],
            Bounding = "Nothing is clipped or left out: each patient has one row.",
        },
        new(
            "HDL cholesterol of women and men",
            "A patient may have hundreds of measurements. Two of each patient are kept, chosen by a secret random rank, so that nobody weighs more than that.",
            0.2)
        {
            Question = Question.From("labs").Join("persons").Where(Condition.Is("test", "hdl")).GroupBy("sex").AtMost(2).Mean("value").Quantiles("value", 0.25, 0.5, 0.75),
            BoundedTable = "labs",
            Values = MeanAndQuartiles("mg/dL"),
            Bounding = "Values are clipped to 0 to 120 mg/dL, and patients with more than two measurements count with two: patients with few weigh more than in a plain average.",
        },
        new(
            "Systolic blood pressure of women and men",
            "The source holds a pressure of 13,682 mmHg. Clipping to 60 to 260 makes such an error harmless, without anyone having looked.",
            0.25)
        {
            Question = Question.From("labs").Join("persons").Where(Condition.Is("test", "sbp")).GroupBy("sex").AtMost(2).Mean("value").Quantiles("value", 0.25, 0.5, 0.75),
            BoundedTable = "labs",
            Values = MeanAndQuartiles("mmHg"),
            Bounding = "Values are clipped to 60 to 260 mmHg, and patients with more than two measurements count with two.",
        },
        new(
            "In SQL: the highest blood pressure that each patient ever had",
            "The inner query takes each patient's own maximum, exactly, and nothing of it is released. The outer one averages over patients, with noise: one patient is one value there, however many measurements were kept.",
            0.1)
        {
            Sql = """
                select sex, avg(highest) as mean
                from (select id, max(value) as highest from labs where test = 'sbp' group by id) t
                join persons p on t.id = p.id
                group by sex
                """,
            BoundedTable = "labs",
            Values = [new("mean of maxima", "mmHg", AnswerFigure.Points)],
            Bounding = "Values are clipped to 60 to 260 mmHg, and the highest is that of the measurements that were kept.",
        },
        .. Illnesses,
        new(
            "Which diagnoses are recorded, and for how many patients?",
            "Nobody declared the names of the diagnoses, so each name must first be held by enough patients. Rare ones stay unnamed: that somebody has one may itself be a secret.",
            0.2,
            SelectsKeys: true)
        {
            Question = Question.From("events").AtMost(4).GroupBy("event").CountUnits(),
            BoundedTable = "events",
            Values = [new("patients", "patients", AnswerFigure.Bars)],
            Bounding = "Four diagnoses of each patient are kept, so patients with many count in fewer groups than they belong to.",
        },
    ];

    /// <summary>The share that measuring the effect of bounding on one table adds to the budget.</summary>
    public static readonly Rational BoundingShare = 0.05;

    /// <summary>The same for all tables that are measured; a table is paid for once, its answer then repeats.</summary>
    public static readonly Rational BoundingShares = BoundingShare * Questions.Select(q => q.BoundedTable).OfType<string>().Distinct().Count();

    /// <summary>What is said of <see cref="TooMuch"/> where it is answered: the owner has renewed or raised the account.</summary>
    public const string NotTooMuch = "One question more than a new budget pays for. The owner of this ledger has renewed or raised it, so there was something left.";

    public static readonly DemoQuestion TooMuch = new(
        "Mean age of all patients",
        "One question more than the budget pays for. If nothing is left, the ledger refuses before anything is read, and the refusal costs nothing.",
        0.1)
    {
        Question = Question.From("persons").Mean("age"),
        Values = [new("mean age", "years", AnswerFigure.Points)],
        Bounding = "Ages are clipped to the declared bounds.",
    };

    /// <summary>The question that measures what opening a table did.</summary>
    public static DemoQuestion Effect(string table) => new(
        $"How many patients had rows of {table} left out, or a value clipped?",
        $"Counted over the whole table, as the declared limits left it. Rows that the question itself leaves out are not counted here. Paid from ε that was added to the budget for it.",
        BoundingShare)
    {
        Question = Question.BoundingOf(table),
        Values = [new("patients with rows left out", string.Empty, AnswerFigure.None), new("patients with a clipped value", string.Empty, AnswerFigure.None)],
    };

    private static ValueReport[] MeanAndQuartiles(string unit) =>
    [
        new("mean", unit, AnswerFigure.Points),
        new("25 %", unit, AnswerFigure.Quantiles), new("median", unit, AnswerFigure.Quantiles), new("75 %", unit, AnswerFigure.Quantiles),
    ];

    private static IEnumerable<DemoQuestion> Illnesses =>
        new[] { ("htn", "high blood pressure"), ("diabetes", "diabetes"), ("dyslipidemia", "raised blood fats") }.Select(illness => new DemoQuestion(
            $"Share of patients with {illness.Item2} within five years",
            "Among patients who were followed for five years after the index date, or who fell ill before that; by sex.",
            0.05)
        {
            Question = Question.From("persons")
                .Has("ill", "events", Condition.Is("event", illness.Item1).And(Condition.AtMost("days", Nafld.FiveYears)))
                .Where(Condition.AtLeast("futime", Nafld.FiveYears).Or(Condition.Holds("ill")))
                .GroupBy("sex")
                .Rate("ill"),
            BoundedTable = "events",
            Values = [new("share", "share", AnswerFigure.Points)],
            Bounding = "Twenty diagnoses of each patient are kept at most; each patient counts once.",
        });
}
