namespace Tacit.Server;

/// <summary>Room for bytes of uploads that have no answer yet, in the whole process, and how much of it a connection may hold for what is still arriving. Thread-safe.</summary>
internal sealed class HeldRoom(CollectorLimits limits, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _arriving = new(StringComparer.Ordinal);
    private long _held;

    /// <summary>Bytes that are held.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Ends when an upload that begins to arrive now must be here.</summary>
    public CancellationTokenSource Deadline() => new(limits.UploadTime, clock);

    /// <summary>Takes room for bytes that have no answer yet; false where there is none, and then nothing is taken.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limits.HeldBytes)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _held, -bytes);

    /// <summary>The same for bytes that arrive over a connection, and false also where it holds its share.</summary>
    public bool TryArrive(string connection, long bytes)
    {
        lock (_gate)
        {
            var arriving = _arriving.GetValueOrDefault(connection) + bytes;
            if (arriving > limits.ConnectionBytes || !TryTake(bytes))
            {
                return false;
            }

            _arriving[connection] = arriving;
            return true;
        }
    }

    /// <summary>Told that bytes are whole uploads now: they count for their connection no more, and are still held.</summary>
    public void Arrived(string connection, long bytes)
    {
        lock (_gate)
        {
            if (_arriving.GetValueOrDefault(connection) - bytes is > 0 and var rest)
            {
                _arriving[connection] = rest;
            }
            else
            {
                _arriving.Remove(connection);
            }
        }
    }
}
