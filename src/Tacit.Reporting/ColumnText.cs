using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>What is told of the value columns.</summary>
internal static class ColumnText
{
    /// <summary>How a column is told; bars without a unit where nothing is said.</summary>
    public static ValueReport Of(AnswerReport answer, int column)
    {
        var name = answer.Answer.Values[column];
        return answer.Values.FirstOrDefault(v => v.Column == name) ?? new(name, string.Empty, AnswerFigure.Bars);
    }

    /// <summary>The unit where it says more than the name of the column; else empty.</summary>
    public static string Unit(AnswerReport answer, int column) => Of(answer, column) is { } told && told.Unit != told.Column ? told.Unit : string.Empty;

    /// <summary>The unit that all columns share, or empty.</summary>
    public static string CommonUnit(AnswerReport answer)
    {
        var units = answer.Answer.Values.Select((_, i) => Unit(answer, i)).Distinct().Take(2).ToList();
        return units.Count == 1 ? units[0] : string.Empty;
    }
}
