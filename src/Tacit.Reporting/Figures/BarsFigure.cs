namespace Tacit.Reporting;

/// <summary>A bar from zero to the value, its interval as a whisker over the end.</summary>
internal sealed class BarsFigure : FigureKind
{
    private const double Thickness = 16;

    public override double RowHeight => 26;

    public override bool FromZero => true;

    public override string Noun => "Horizontal bars from zero, with intervals as whiskers";

    public override Markup Marks(FigureFrame frame, FigureRow row, double y)
    {
        if (row.Values[0] is not { } estimate || !double.IsFinite(estimate.Value))
        {
            return Markup.Empty;
        }

        var (zero, end) = (frame.X(0), frame.X(estimate.Value));
        var bar = Markup.Of($"""<rect class="bar" x="{Math.Min(zero, end)}%" width="{Math.Abs(end - zero)}%" y="{y - (Thickness / 2)}" height="{Thickness}"/>""");
        return Markup.Of($"{bar}{Whisker(frame, estimate, y, 4, "whisker")}{Truth(frame, row.Truth, y - 5)}");
    }

    public override string Legend(IReadOnlyList<string> columns, string interval) => $"Bar: the released value. Whisker: its {interval}.";
}
