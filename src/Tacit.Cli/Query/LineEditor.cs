using System.Text;

namespace Tacit.Cli.Query;

/// <summary>Reads lines with history (up and down) and completion (tab); from a pipe it reads plain lines.</summary>
/// <param name="words">What completes.</param>
/// <param name="keys">The keys, where they do not come from the terminal.</param>
/// <param name="screen">Where the line is drawn, where that is not the terminal.</param>
internal sealed class LineEditor(IReadOnlyList<string> words, Func<ConsoleKeyInfo>? keys = null, TextWriter? screen = null)
{
    private readonly List<string> _history = [];
    private readonly TextWriter _screen = screen ?? Console.Out;

    /// <summary>A line; null at the end of input.</summary>
    public string? Read(string prompt)
    {
        if (keys is null && (Console.IsInputRedirected || Console.IsOutputRedirected))
        {
            return Console.In.ReadLine();
        }

        _screen.Write(prompt);
        var line = new StringBuilder();
        var (at, past) = (0, _history.Count);
        while (true)
        {
            var key = keys?.Invoke() ?? Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    _screen.WriteLine();
                    if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line.ToString()))
                    {
                        _history.Add(line.ToString());
                    }

                    return line.ToString();
                case ConsoleKey.D when key.Modifiers == ConsoleModifiers.Control && line.Length == 0:
                    _screen.WriteLine();
                    return null;
                case ConsoleKey.Backspace when at > 0:
                    line.Remove(--at, 1);
                    break;
                case ConsoleKey.Delete when at < line.Length:
                    line.Remove(at, 1);
                    break;
                case ConsoleKey.LeftArrow when at > 0:
                    at--;
                    break;
                case ConsoleKey.RightArrow when at < line.Length:
                    at++;
                    break;
                case ConsoleKey.Home:
                    at = 0;
                    break;
                case ConsoleKey.End:
                    at = line.Length;
                    break;
                case ConsoleKey.UpArrow when past > 0:
                    (line, at) = Recalled(--past);
                    break;
                case ConsoleKey.DownArrow when past < _history.Count:
                    (line, at) = Recalled(++past);
                    break;
                case ConsoleKey.Tab:
                    at = Complete(line, at, prompt);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        line.Insert(at++, key.KeyChar);
                    }

                    break;
            }

            Draw(prompt, line, at);
        }
    }

    /// <summary>What a word that was begun may become.</summary>
    public static IReadOnlyList<string> Completions(IReadOnlyList<string> words, string begun) =>
        begun.Length == 0 ? [] : [.. words.Where(w => w.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private (StringBuilder Line, int At) Recalled(int index)
    {
        var text = index < _history.Count ? _history[index] : string.Empty;
        return (new(text), text.Length);
    }

    private int Complete(StringBuilder line, int at, string prompt)
    {
        var start = at;
        while (start > 0 && (char.IsLetterOrDigit(line[start - 1]) || line[start - 1] is '_' or '\\'))
        {
            start--;
        }

        var found = Completions(words, line.ToString(start, at - start));
        if (found.Count == 0)
        {
            return at;
        }

        var shared = found.Aggregate((a, b) => a[..a.Zip(b).TakeWhile(p => char.ToUpperInvariant(p.First) == char.ToUpperInvariant(p.Second)).Count()]);
        if (found.Count > 1 && shared.Length <= at - start)
        {
            _screen.WriteLine();
            _screen.WriteLine(string.Join("  ", found.Take(40)));
            Draw(prompt, line, at);
            return at;
        }

        line.Remove(start, at - start).Insert(start, shared);
        return start + shared.Length;
    }

    private void Draw(string prompt, StringBuilder line, int at)
    {
        _screen.Write("\r\u001b[K" + prompt + line);
        var back = line.Length - at;
        if (back > 0)
        {
            _screen.Write($"\u001b[{back.ToString(System.Globalization.CultureInfo.InvariantCulture)}D");
        }
    }
}
