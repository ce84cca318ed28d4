using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The words of enumerations in JSON: part of the format, whatever the members are called in code.</summary>
internal static class ReportNames
{
    private static readonly (AnswerFigure Figure, string Name)[] Figures =
    [
        (AnswerFigure.Bars, "bars"), (AnswerFigure.Points, "points"), (AnswerFigure.Quantiles, "quantiles"), (AnswerFigure.None, "none"),
    ];

    private static readonly (Neighbours Relation, string Name)[] Relations =
    [
        (Neighbours.AddRemove, "add/remove"), (Neighbours.Replace, "replace"),
    ];

    public static string Figure(AnswerFigure figure) => Figures.First(f => f.Figure == figure).Name;

    public static string Relation(Neighbours relation) => Relations.First(r => r.Relation == relation).Name;

    public static AnswerFigure? Figure(string name) => Figures.Where(f => f.Name == name).Select(f => (AnswerFigure?)f.Figure).FirstOrDefault();

    public static Neighbours? Relation(string name) => Relations.Where(r => r.Name == name).Select(r => (Neighbours?)r.Relation).FirstOrDefault();
}
