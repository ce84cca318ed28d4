using Tacit.Cli.Query;

namespace Tacit.Cli.Tests;

/// <summary>The line that is typed in a shell: history, completion, and the cursor.</summary>
public sealed class LineEditorTests
{
    private static readonly string[] Words = ["select", "persons", "patients", "\\budget", "\\explain"];

    [Fact]
    public void Words_are_completed_as_far_as_they_agree()
    {
        Assert.Equal(["select"], Read("sel\t\r"));
        Assert.Equal(["p"], Read("p\t\r")); // persons or patients.
        Assert.Equal(["select persons"], Read("select pe\t\r"));
        Assert.Equal(["\\budget"], Read("\\b\t\r"));
        Assert.Equal(["xyz"], Read("xyz\t\r"));
        Assert.Equal(["patients", "persons"], LineEditor.Completions(Words, "P"));
        Assert.Empty(LineEditor.Completions(Words, string.Empty));
    }

    [Fact]
    public void Lines_come_back_and_end_with_an_empty_one()
    {
        // Up twice, down once; beyond the newest is nothing; the same line twice is kept once.
        Assert.Equal(["one", "two", "two"], Read("one\rtwo\r\u2191\u2191\u2193\r"));
        Assert.Equal(["one", "one", "one"], Read("one\r\u2191\r\u2191\u2191\r"));
        Assert.Equal(["one", string.Empty], Read("one\r\u2191\u2193\r"));
    }

    [Fact]
    public void The_cursor_moves_and_deletes()
    {
        Assert.Equal(["abc"], Read("ac\u2190b\r"));
        Assert.Equal(["bc"], Read("abc\u2190\u2190\b\r"));
        Assert.Equal(["xab!"], Read("ab\u21d6x\u21d8!\r"));
        Assert.Equal(["b"], Read("ab\u2190\u2190\u2190\u2326\r"));
        Assert.Equal(["a", null], Read("a\r\u0004"));
    }

    // Arrows and the like as their signs; a line for each Enter, null where the input ends.
    private static List<string?> Read(string typed)
    {
        var keys = new Queue<ConsoleKeyInfo>(typed.Select(c => c switch
        {
            '\r' => new ConsoleKeyInfo(c, ConsoleKey.Enter, false, false, false),
            '\t' => new(c, ConsoleKey.Tab, false, false, false),
            '\b' => new(c, ConsoleKey.Backspace, false, false, false),
            '\u0004' => new(c, ConsoleKey.D, false, false, true),
            '\u2190' => new('\0', ConsoleKey.LeftArrow, false, false, false),
            '\u2191' => new('\0', ConsoleKey.UpArrow, false, false, false),
            '\u2193' => new('\0', ConsoleKey.DownArrow, false, false, false),
            '\u21d6' => new('\0', ConsoleKey.Home, false, false, false),
            '\u21d8' => new('\0', ConsoleKey.End, false, false, false),
            '\u2326' => new('\0', ConsoleKey.Delete, false, false, false),
            _ => new(c, ConsoleKey.NoName, false, false, false),
        }));
        var editor = new LineEditor(Words, keys.Dequeue, TextWriter.Null);
        var lines = new List<string?>();
        while (keys.Count > 0)
        {
            lines.Add(editor.Read("> "));
        }

        return lines;
    }
}
