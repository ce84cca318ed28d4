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

    private static readonly (TrustModel Trust, string Name)[] Trusts =
    [
        (TrustModel.Central, "central"), (TrustModel.Local, "local"), (TrustModel.Shuffle, "shuffle"), (TrustModel.Federated, "federated"),
    ];

    private static readonly (SamplingScheme Scheme, string Name)[] Schemes =
    [
        (SamplingScheme.Everybody, "everybody"), (SamplingScheme.Poisson, "poisson"), (SamplingScheme.FixedSize, "fixed-size"), (SamplingScheme.Shuffled, "shuffled"),
    ];

    public static string Figure(AnswerFigure figure) => Figures.First(f => f.Figure == figure).Name;

    public static string Relation(Neighbours relation) => Relations.First(r => r.Relation == relation).Name;

    public static AnswerFigure? Figure(string name) => Figures.Where(f => f.Name == name).Select(f => (AnswerFigure?)f.Figure).FirstOrDefault();

    public static Neighbours? Relation(string name) => Relations.Where(r => r.Name == name).Select(r => (Neighbours?)r.Relation).FirstOrDefault();

    public static string Trust(TrustModel trust) => Trusts.First(t => t.Trust == trust).Name;

    public static TrustModel? Trust(string name) => Trusts.Where(t => t.Name == name).Select(t => (TrustModel?)t.Trust).FirstOrDefault();

    public static string Scheme(SamplingScheme scheme) => Schemes.First(s => s.Scheme == scheme).Name;

    public static SamplingScheme? Scheme(string name) => Schemes.Where(s => s.Name == name).Select(s => (SamplingScheme?)s.Scheme).FirstOrDefault();
}
