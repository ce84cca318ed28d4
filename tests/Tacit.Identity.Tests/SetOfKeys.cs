namespace Tacit.Identity.Tests;

/// <summary>Keys that were made, a bit each: which kind, which tick from a first one on, which sequence number. Threads put in at once.</summary>
internal sealed class SetOfKeys(long firstTick, int ticks, int kinds)
{
    private const int PerTick = Skid.MostSequence + 1;
    private readonly long[] _bits = new long[(long)kinds * ticks * PerTick / 64];

    /// <summary>Puts a key in; false if it is there already.</summary>
    public bool Add(int kind, Skid key)
    {
        var tick = key.Tick - firstTick;
        if (tick < 0 || tick >= ticks)
        {
            throw new InvalidOperationException($"The tick {key.Tick} is not one that the clock showed.");
        }

        var place = ((((long)kind * ticks) + tick) * PerTick) + key.Sequence;
        var bit = 1L << (int)(place & 63);
        return (Interlocked.Or(ref _bits[place >> 6], bit) & bit) == 0;
    }

    /// <summary>How many keys there are, and whether those of each kind and tick are 0, 1, 2 … without a gap.</summary>
    public (long Count, bool HasGaps) Summary()
    {
        var (count, gaps) = (0L, false);
        for (var start = 0L; start < _bits.LongLength; start += PerTick / 64)
        {
            var ended = false;
            for (var i = start; i < start + (PerTick / 64); i++)
            {
                var word = _bits[i];
                count += long.PopCount(word);
                gaps |= (ended && word != 0) || (word & (word + 1)) != 0;
                ended |= word != -1;
            }
        }

        return (count, gaps);
    }
}
