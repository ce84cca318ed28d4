using Tacit.Query;
using Tacit.Reports;

namespace Tacit.Cli.Demo;

/// <summary>One question of the demo: what is asked, what it costs, how it is told.</summary>
internal sealed record DemoQuestion(string Title, string Explanation, Question Question, double Epsilon, double Delta = 0)
{
    public AnswerFigure Figure { get; init; } = AnswerFigure.Points;

    public string ValueUnit { get; init; } = string.Empty;

    public string Bounding { get; init; } = string.Empty;
}
