namespace Tacit.Audit.Outputs;

/// <summary>A hash that is the same in every process. A collision makes two outputs one event, which costs power and never truth.</summary>
internal static class Digest
{
    public static ulong Mix(ulong state, ulong value)
    {
        var z = unchecked((state * 0x9E3779B97F4A7C15) ^ value);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    public static ulong Text(ulong state, string text)
    {
        foreach (var c in text)
        {
            state = Mix(state, c);
        }

        return Mix(state, (ulong)text.Length);
    }

    /// <summary>As a number that a double holds exactly.</summary>
    public static double Number(ulong hash) => hash >> 12;
}
