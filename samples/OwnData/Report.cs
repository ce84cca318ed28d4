using Tacit;
using Tacit.Reports;

namespace OwnData;

/// <summary>From answers to the report document: what Tacit.Reporting renders.</summary>
internal static class Report
{
    // docs: report
    public static AnswerReport Answer(string question, Release<Table> release, string unit, string bounding, params AnswerFigure[] figures) => new()
    {
        Question = question,
        Answer = release.Value,
        Receipt = release.Receipt,
        Values = [.. release.Value.Values.Zip(figures, (name, figure) => new ValueReport(name, unit, figure))],
        Covers = $"Intervals of 95 % cover the noise alone, for the value after clipping and bounding. {bounding}",
    };

    public static PrivacyReport Of(Dataset data, AccountStatus status, params AnswerReport[] answers) => new()
    {
        Title = "Blood pressure on two wards",
        Created = TimeProvider.System.GetUtcNow(),
        Data = [.. data.Tables.SelectMany(t => t.Describe())],
        Unit = data.Population.Unit.ToString(),
        Trust = "The owner of data, keys and ledger is trusted. Whoever reads this report is not.",
        Budget = BudgetReport.Of(status),
        Answers = answers,
        Caveats = ["The persons of this sample are invented."],
    };

    // end
}
