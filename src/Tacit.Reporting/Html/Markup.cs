using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tacit.Reporting;

/// <summary>Text that is markup already. Made from interpolated strings whose holes are escaped, so no value of a report can become an element.</summary>
internal readonly record struct Markup(string Text)
{
    public static Markup Empty { get; } = new(string.Empty);

    public static Markup Of(MarkupHandler handler) => new(handler.ToString());

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(p => p.Text)));

    /// <summary>The markup when there is something to say.</summary>
    public static Markup When(bool condition, Func<Markup> markup) => condition ? markup() : Empty;

    public override string ToString() => Text;

    /// <summary>Escapes text for element content and quoted attributes.</summary>
    public static string Escape(string? text)
    {
        var result = new StringBuilder();
        foreach (var rune in (text ?? string.Empty).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                _ => result.Append(IsShowable(rune.Value) ? rune : Rune.ReplacementChar),
            };
        }

        return result.ToString();
    }

    /// <summary>Control characters are not text; direction overrides would let a key change how the words around it read.</summary>
    private static bool IsShowable(int rune) => rune switch
    {
        '\t' or '\n' or '\r' => true,
        < 0x20 or (>= 0x7f and < 0xa0) => false,
        (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) => false,
        0xfffe or 0xffff => false,
        _ => true,
    };
}

/// <summary>The handler behind <see cref="Markup.Of"/>: literals are markup, holes are text.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _text;

    public MarkupHandler(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(string? value) => _text.Append(Markup.Escape(value));

    public void AppendFormatted(Markup value) => _text.Append(value.Text);

    public void AppendFormatted(IEnumerable<Markup> values) => _text.Append(Markup.Join(values).Text);

    public void AppendFormatted(long value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Coordinates: three decimals are far below a pixel.</summary>
    public void AppendFormatted(double value) => _text.Append(value.ToString("0.###", CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
