using System.Text;

namespace Tacit.Reporting;

/// <summary>What the assembly carries for the page: the style sheet with the font in it.</summary>
internal static class Resources
{
    private static readonly Lazy<Markup> Sheet = new(() => new(
        $"{Face(400)}\n{Face(600)}\n{Encoding.UTF8.GetString(Read("report.css")).Trim()}"));

    public static Markup Style => Sheet.Value;

    private static string Face(int weight) =>
        $"@font-face{{font-family:Inter;font-weight:{weight};font-style:normal;src:url(data:font/woff2;base64,{Convert.ToBase64String(Read($"inter-{weight}.woff2"))}) format(\"woff2\")}}";

    private static byte[] Read(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
