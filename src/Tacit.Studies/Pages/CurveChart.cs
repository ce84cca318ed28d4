using System.Globalization;
using System.Net;
using System.Text;
using ScottPlot;

namespace Tacit.Studies;

/// <summary>Curves as PNG, SVG and one self-contained page.</summary>
/// <param name="title">What they show.</param>
/// <param name="horizontal">What the x are.</param>
/// <param name="vertical">What the y are.</param>
public sealed class CurveChart(string title, string horizontal, string vertical)
{
    private const string Font = "Tacit Inter";
    private const int Width = 900;
    private const int Height = 560;

    private static readonly string[] Colours = ["#6b7280", "#a16207", "#0f766e", "#7c3aed", "#be123c", "#1d4ed8"];

    private readonly List<(string Name, double[] X, double[] Y)> _curves = [];

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool IsLogHorizontal { get; init; } = true;

    /// <summary>Whether the vertical axis is logarithmic; it starts at zero where it is not.</summary>
    public bool IsLogVertical { get; init; }

    /// <summary>Adds a curve; what a logarithmic axis cannot show and what is not finite are gaps.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="x">Where.</param>
    /// <param name="y">How much.</param>
    public void Add(string name, double[] x, double[] y) => _curves.Add((name, x, y));

    /// <summary>The chart as SVG, to stand in a page.</summary>
    public string Svg() => Svg(Plot());

    /// <summary>Writes the three files, each whole or not at all.</summary>
    /// <param name="prefix">Their path without the ending.</param>
    public IReadOnlyList<string> Write(string prefix)
    {
        var plot = Plot();
        var svg = Svg(plot);
        plot.ScaleFactor = 2;
        var files = new (string Path, byte[] Content)[]
        {
            (prefix + ".png", plot.GetImageBytes(2 * Width, 2 * Height, ImageFormat.Png)),
            (prefix + ".svg", Encoding.UTF8.GetBytes(svg)),
            (prefix + ".html", Encoding.UTF8.GetBytes(Page(svg))),
        };
        foreach (var (path, content) in files)
        {
            WholeFile.Write(path, content);
        }

        return [.. files.Select(f => f.Path)];
    }

    private static string Svg(Plot plot)
    {
        var svg = plot.GetSvgXml(Width, Height);
        return svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
    }

    private Plot Plot()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fonts");
        Fonts.AddFontFile(Font, Path.Combine(folder, "inter-400.ttf"), bold: false, italic: false);
        Fonts.AddFontFile(Font, Path.Combine(folder, "inter-700.ttf"), bold: true, italic: false);
        var plot = new Plot();
        plot.Font.Set(Font);
        plot.Title(title);
        plot.XLabel(horizontal);
        plot.YLabel(vertical);
        for (var k = 0; k < _curves.Count; k++)
        {
            var (name, x, y) = _curves[k];
            var points = x.Zip(y).Select(p => new Coordinates(IsLogHorizontal ? Math.Log10(p.First) : p.First, IsLogVertical ? Math.Log10(p.Second) : p.Second)).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToArray();
            if (points.Length == 0)
            {
                continue;
            }

            var line = plot.Add.ScatterLine(points, new Color(Colours[k % Colours.Length]));
            line.LineWidth = 2.5f;
            line.LegendText = name;
        }

        if (IsLogHorizontal)
        {
            plot.Axes.Bottom.TickGenerator = LogTicks.Of(_curves.SelectMany(c => c.X));
        }

        if (IsLogVertical)
        {
            plot.Axes.Left.TickGenerator = LogTicks.Of(_curves.SelectMany(c => c.Y));
        }
        else
        {
            plot.Axes.SetLimitsY(0, _curves.SelectMany(c => c.Y).Where(double.IsFinite).DefaultIfEmpty(1).Max() * 1.05);
        }

        // Below, where it hides no curve.
        plot.Legend.FontName = Font;
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.ShowLegend(Edge.Bottom);
        plot.Grid.MajorLineColor = new Color("#e5e7eb");
        return plot;
    }

    private string Page(string svg)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(WebUtility.HtmlEncode(title)).Append("</title><style>body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}svg{max-width:100%;height:auto}table{border-collapse:collapse}td,th{padding:.25rem .75rem;text-align:right;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}</style></head><body><h1>")
            .Append(WebUtility.HtmlEncode(title)).Append("</h1>").Append(svg).Append("<table><thead><tr><th>").Append(WebUtility.HtmlEncode(horizontal)).Append("</th>");
        foreach (var (name, _, _) in _curves)
        {
            page.Append("<th>").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        }

        page.Append("</tr></thead><tbody>");
        for (var row = 0; row < _curves[0].X.Length; row++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{_curves[0].X[row]:0.##e0}</td>");
            foreach (var (_, _, y) in _curves)
            {
                page.Append("<td>").Append(double.IsFinite(y[row]) ? y[row].ToString("0.0000", CultureInfo.InvariantCulture) : "–").Append("</td>");
            }

            page.Append("</tr>");
        }

        return page.Append("</tbody></table></body></html>").ToString();
    }
}
