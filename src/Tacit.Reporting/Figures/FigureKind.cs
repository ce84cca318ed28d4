using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>One way to draw rows.</summary>
internal abstract class FigureKind
{
    /// <summary>Height of a row's marks in pixels.</summary>
    public abstract double RowHeight { get; }

    /// <summary>How far from the middle of the row its label stands, in pixels.</summary>
    public virtual double LabelRise => 0;

    /// <summary>True where lengths are compared, so that the axis must hold zero.</summary>
    public virtual bool FromZero => false;

    /// <summary>What the figure is, for a reader who cannot see it.</summary>
    public abstract string Noun { get; }

    /// <summary>The marks of a row around the height <paramref name="y"/>.</summary>
    public abstract Markup Marks(FigureFrame frame, FigureRow row, double y);

    /// <summary>What the marks mean.</summary>
    public abstract string Legend(IReadOnlyList<string> columns, string interval);

    public static FigureKind? Of(AnswerFigure figure) => figure switch
    {
        AnswerFigure.Bars => new BarsFigure(),
        AnswerFigure.Points => new PointsFigure(),
        AnswerFigure.Quantiles => new QuantilesFigure(),
        _ => null,
    };

    /// <summary>A line from the low to the high end with caps; nothing where the interval has no ends.</summary>
    protected static Markup Whisker(FigureFrame frame, Estimate estimate, double y, double cap, string style)
    {
        if (!NumberText.HasInterval(estimate))
        {
            return Markup.Empty;
        }

        var (low, high) = (frame.X(estimate.Low), frame.X(estimate.High));
        return Markup.Of($"""<g class="{style}"><line x1="{low}%" x2="{high}%" y1="{y}" y2="{y}"/><line x1="{low}%" x2="{low}%" y1="{y - cap}" y2="{y + cap}"/><line x1="{high}%" x2="{high}%" y1="{y - cap}" y2="{y + cap}"/></g>""");
    }

    /// <summary>A triangle that points down at the true value and hides nothing. A nested svg, because a path cannot stand at a percentage.</summary>
    protected static Markup Truth(FigureFrame frame, Estimate? truth, double tip) => truth is { } t && double.IsFinite(t.Value)
        ? Markup.Of($"""<svg class="truth" x="{frame.X(t.Value)}%" y="{tip}" overflow="visible"><path d="M0 0-5-8 5-8Z"/></svg>""")
        : Markup.Empty;
}
