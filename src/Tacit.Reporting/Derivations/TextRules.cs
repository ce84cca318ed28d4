namespace Tacit.Reporting;

/// <summary>The rules of operations on text.</summary>
internal static class TextRules
{
    public static Term? Of(DerivationEntry entry, string operation, IReadOnlyList<Term> x)
    {
        switch (operation)
        {
            case "Lower" or "Upper" or "Trim":
                TermRules.Takes(entry, x, TermKind.Text);
                return new(TermKind.Text) { Values = TermRules.Texts(x[0].Values?.Select(v => Changed(operation, v))) };
            case "Concatenate":
                TermRules.Takes(entry, x, TermKind.Text, TermKind.Text);
                return new(TermKind.Text) { Values = x[0].Values is { } a && x[1].Values is { } b ? TermRules.Texts(a.SelectMany(v => b.Select(w => v + w))) : null };
            case "Substring":
                TermRules.Takes(entry, x, TermKind.Text, TermKind.Number, TermKind.Number);
                _ = TermRules.Constant(entry, x[1]) + TermRules.Constant(entry, x[2]);
                return new(TermKind.Text);
            case "Length":
                TermRules.Takes(entry, x, TermKind.Text);
                return Term.Number(NumberSpans.One(0, 1e9), true);
            case "Like":
                TermRules.Takes(entry, x, TermKind.Text, TermKind.Text);
                return x[1].Constant is string ? new(TermKind.Truth) : throw entry.Wrong("Like takes a constant pattern");
            case "ToNumber":
                TermRules.Takes(entry, x, TermKind.Text);
                return Term.Number(NumberSpans.One(NumberSpan.Anything), false);
            default:
                return null;
        }
    }

    // Letters of ASCII alone, and blanks alone: what every engine agrees on.
    private static string Changed(string operation, string text) => operation switch
    {
        "Lower" => string.Concat(text.Select(c => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c)),
        "Upper" => string.Concat(text.Select(c => c is >= 'a' and <= 'z' ? (char)(c - 32) : c)),
        _ => text.Trim(' '),
    };
}
