using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Values of a function on disjoint blocks of rows.</summary>
internal static class Blocks
{
    /// <summary>Each row falls into a block by a draw of its own: whether another row is there does not move it.</summary>
    public static long[] Of<T>(IReadOnlyList<T> rows, int count, Func<IReadOnlyList<T>, long> function, long ofNone, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(function);
        var blocks = new List<T>?[count];
        foreach (var row in rows)
        {
            (blocks[random.NextBelow((ulong)count)] ??= []).Add(row);
        }

        return [.. blocks.Select(b => b is null ? ofNone : function(b))];
    }
}
