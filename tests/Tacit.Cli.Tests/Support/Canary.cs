using System.Text;

namespace Tacit.Cli.Tests.Support;

/// <summary>Values that stand in the data and nowhere else. Where one is seen, a cell of the data was.</summary>
public static class Canary
{
    /// <summary>A text: an identifier, a category that nobody declared, a name that one person has.</summary>
    public const string Word = "CANARY-51c0";

    /// <summary>A number far outside its bounds.</summary>
    public const string Number = "987654321.125";

    private static readonly byte[][] Traces =
    [
        .. new[] { Word, "987654321" }.SelectMany(text => new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text) }),
        BitConverter.GetBytes(987654321.125),
        BitConverter.GetBytes(987654321),
    ];

    public static bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var trace in Traces)
        {
            if (bytes.IndexOf(trace) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsIn(string text) => IsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>The files under a folder that hold a canary, but for the data itself.</summary>
    public static IReadOnlyList<string> FilesWith(string folder, params string[] data)
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = default }))
        {
            try
            {
                if (!data.Any(d => file.StartsWith(Path.Combine(folder, d) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) && IsIn(File.ReadAllBytes(file)))
                {
                    found.Add(file);
                }
            }
            catch (IOException)
            {
                // It went away, or somebody holds it.
            }
        }

        return found;
    }
}
