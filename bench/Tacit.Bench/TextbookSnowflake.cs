namespace Tacit.Bench;

/// <summary>A Snowflake as textbooks have it: 41 bits of milliseconds, 10 of a worker and 12 of a sequence, moved by compare-and-swap. Thread-safe.</summary>
/// <remarks>A clock that goes back is waited for, and so is the next millisecond where one is exhausted, which is after 4,096: it spins, as the textbooks do.</remarks>
internal sealed class TextbookSnowflake(int worker)
{
    private const int SequenceBits = 12;
    private const int WorkerBits = 10;
    private const long MostSequence = (1 << SequenceBits) - 1;
    private static readonly long Start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private readonly long _worker = (long)worker << SequenceBits;

    // Milliseconds and sequence of the last one.
    private long _state;

    public long Next()
    {
        while (true)
        {
            var (before, now) = (Volatile.Read(ref _state), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - Start);
            long next;
            if (now > before >> SequenceBits)
            {
                next = now << SequenceBits;
            }
            else if (now == before >> SequenceBits && (before & MostSequence) < MostSequence)
            {
                next = before + 1;
            }
            else
            {
                Thread.SpinWait(20);
                continue;
            }

            if (Interlocked.CompareExchange(ref _state, next, before) == before)
            {
                return (next >> SequenceBits << (SequenceBits + WorkerBits)) | _worker | (next & MostSequence);
            }
        }
    }
}
