using Tacit.Local;

namespace Tacit.Server;

/// <summary>The bytes of an upload as they arrive over HTTP: room is taken from the collector's before memory is, and for little more than has arrived, whatever the head of the request announces.</summary>
internal sealed class UploadBody(Collector collector) : IDisposable
{
    private const int First = 4096;
    private byte[] _bytes = [];
    private int _length;
    private long _held;

    /// <summary>What has arrived.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Whether there is more than an upload may have.</summary>
    public bool IsTooLong => _length > Envelope.MostBytes;

    /// <summary>Reads to the end, or until it is too long; false where the collector has no room.</summary>
    public async Task<bool> ReadAsync(Stream body, CancellationToken cancellation)
    {
        while (!IsTooLong)
        {
            if (_length == _bytes.Length && !TryGrow())
            {
                return false;
            }

            var read = await body.ReadAsync(_bytes.AsMemory(_length), cancellation);
            if (read == 0)
            {
                return true;
            }

            _length += read;
        }

        return true;
    }

    /// <summary>The room that was taken: from now on whoever calls gives it back.</summary>
    public long HandOver()
    {
        var held = _held;
        _held = 0;
        return held;
    }

    public void Dispose() => collector.Release(HandOver());

    private bool TryGrow()
    {
        var size = Math.Min(Math.Max(First, 2 * _bytes.Length), Envelope.MostBytes + 1);
        if (!collector.TryHold(size - _bytes.Length))
        {
            return false;
        }

        _held += size - _bytes.Length;
        Array.Resize(ref _bytes, size);
        return true;
    }
}
