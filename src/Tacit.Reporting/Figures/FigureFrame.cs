namespace Tacit.Reporting;

/// <summary>The frame of one panel: grid, labels, ticks, and the place of every row. Across in percent, down in pixels, so text keeps its size on every screen.</summary>
internal sealed class FigureFrame
{
    public const double Right = 97;
    private const double Top = 6;
    private const double HeaderHeight = 26;
    private const double LabelHeight = 18;
    private const double AxisHeight = 26;

    /// <summary>Beyond this many letters labels would leave no room on a phone; they then stand above their marks.</summary>
    private const int LongestBesideLabel = 13;

    /// <summary>How many letters of ticks, each with a space, fit under the narrowest panel.</summary>
    private const int MostTickLetters = 28;

    private readonly FigurePanel _panel;
    private readonly FigureKind _kind;
    private readonly Axis _axis;
    private readonly bool _above;

    private FigureFrame(FigurePanel panel, Axis axis)
    {
        _panel = panel;
        _kind = panel.Kind;
        _axis = axis;
        var longest = panel.Rows.Max(r => r.Label.EnumerateRunes().Count());
        _above = longest > LongestBesideLabel;

        // Letters are about 7 pixels wide, and a panel 330 on the smallest screen.
        Left = _above ? 1 : Math.Max(8, (longest * 2.1) + 4);
    }

    /// <summary>Where the axis starts, in percent of the width.</summary>
    public double Left { get; }

    /// <summary>The frame, or null where no row has a finite number.</summary>
    /// <param name="panel">What is drawn.</param>
    /// <param name="scale">The panels whose numbers the axis must hold; several where values of one unit are to be compared across panels.</param>
    public static FigureFrame? Of(FigurePanel panel, IReadOnlyList<FigurePanel> scale)
    {
        var rows = scale.SelectMany(p => p.Rows).ToList();
        var values = rows.SelectMany(r => r.Values.OfType<Estimate>())
            .SelectMany(e => NumberText.HasInterval(e) ? new[] { e.Value, e.Low, e.High } : [e.Value]);
        var truths = rows.SelectMany(r => r.Truths.OfType<Estimate>()).Select(e => e.Value);
        return Axis.Fit(values.Concat(truths), scale.Any(p => p.Kind.FromZero)) is { } axis ? new FigureFrame(panel, axis) : null;
    }

    /// <summary>Where a value stands, in percent of the width.</summary>
    public double X(double value) => Left + ((Right - Left) * _axis.Position(value));

    /// <summary>The panel as an svg element.</summary>
    /// <param name="id">Identifier of the element, unique on the page.</param>
    /// <param name="title">What is drawn.</param>
    /// <param name="describe">A row in words, for the pointer.</param>
    public Markup Render(string id, string title, Func<FigureRow, string> describe)
    {
        var y = Top;
        string? group = null;
        var rows = new List<Markup>();
        foreach (var row in _panel.Rows)
        {
            if (row.Group is not null && row.Group != group)
            {
                group = row.Group;
                y += HeaderHeight;
                rows.Add(Markup.Of($"""<text class="group" x="0" y="{y - 8}">{group}</text>"""));
            }

            if (_above)
            {
                y += LabelHeight;
            }

            rows.Add(Row(row, y, describe));
            y += _kind.RowHeight;
        }

        var bottom = y + 4;
        return Markup.Of($"""
            <svg class="plot" role="img" aria-labelledby="{id}-title {id}-desc" width="100%" height="{bottom + AxisHeight}">
            <title id="{id}-title">{title}</title>
            <desc id="{id}-desc">{_kind.Noun}; {(long)_panel.Rows.Count} {(_panel.Rows.Count == 1 ? "row" : "rows")}, axis from {_axis.Text(_axis.Low)} to {_axis.Text(_axis.High)}. The numbers are in the table below.</desc>
            {Grid(bottom)}{rows}
            </svg>
            """);
    }

    private Markup Row(FigureRow row, double top, Func<FigureRow, string> describe)
    {
        var y = top + (_kind.RowHeight / 2);
        var label = _above
            ? Markup.Of($"""<text class="label" x="{Left}%" dx="6" y="{top - 3}">{row.Label}</text>""")
            : Markup.Of($"""<text class="label end" x="{Left}%" dx="-9" y="{y + _kind.LabelRise + 4.5}">{row.Label}</text>""");
        var marks = row.Values.All(v => v is null)
            ? Markup.Of($"""<text class="few" x="{Left}%" dx="6" y="{y + 4.5}">too few to say</text>""")
            : _kind.Marks(this, row, y);

        // The invisible rectangle makes the whole row answer to the pointer.
        return Markup.Of($"""
            <g><title>{describe(row)}</title><rect class="hit" x="0" width="100%" y="{top}" height="{_kind.RowHeight}"/>{label}{marks}</g>

            """);
    }

    private Markup Grid(double bottom)
    {
        var ticks = _axis.Ticks.Select((value, i) => (Value: value, Text: _axis.Text(value), Odd: i % 2 == 1)).ToList();

        // Many or long numbers would touch on a narrow panel; there every second one gives way.
        var dense = ticks.Count * (ticks.Max(t => t.Text.Length) + 1) > MostTickLetters;
        return Markup.Join(ticks.Select(tick => Markup.Of($"""
            <line class="{(tick.Value == 0 ? "zero" : "grid")}" x1="{X(tick.Value)}%" x2="{X(tick.Value)}%" y1="{Top - 2}" y2="{bottom}"/><text class="{(tick.Odd && dense ? "tick odd" : "tick")}" x="{X(tick.Value)}%" y="{bottom + 17}">{tick.Text}</text>

            """)));
    }
}
