using Tacit.Query;
using Tacit.Reports;

namespace Tacit.Cli.Demo;

/// <summary>One question of the demo: what is asked, what it costs, how it is told.</summary>
internal sealed record DemoQuestion(string Title, string Explanation, Question Question, double Epsilon, double Delta = 0)
{
    public AnswerFigure Figure { get; init; } = AnswerFigure.Points;

    /// <summary>Names of the value columns for readers; empty keeps the question's own.</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <summary>The release with the readers' headings: post-processing.</summary>
    public Release<Table> Head(Release<Table> release) => Headings.Count == 0 ? release : release.Select(t => t with { Values = Headings });

    public string ValueUnit { get; init; } = string.Empty;

    public string Bounding { get; init; } = string.Empty;
}
