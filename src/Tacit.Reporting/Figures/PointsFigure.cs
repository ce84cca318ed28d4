namespace Tacit.Reporting;

/// <summary>A point at the value on its interval. The axis need not hold zero, so small differences can be seen.</summary>
internal sealed class PointsFigure : FigureKind
{
    public override double RowHeight => 26;

    public override string Noun => "Points with intervals as whiskers";

    public override Markup Marks(FigureFrame frame, FigureRow row, double y)
    {
        if (row.Values[0] is not { } estimate || !double.IsFinite(estimate.Value))
        {
            return Markup.Empty;
        }

        return Markup.Of($"""<line class="guide" x1="{frame.Left}%" x2="{FigureFrame.Right}%" y1="{y}" y2="{y}"/>{Whisker(frame, estimate, y, 6, "interval")}<circle class="point" cx="{frame.X(estimate.Value)}%" cy="{y}" r="3.75"/>{Truth(frame, row.Truth, y - 6)}""");
    }

    public override string Legend(IReadOnlyList<string> columns, string interval) => $"Point: the released value. Whisker: its {interval}.";
}
