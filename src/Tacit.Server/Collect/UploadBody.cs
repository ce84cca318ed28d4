using Tacit.Local;

namespace Tacit.Server;

/// <summary>The bytes of an upload as they arrive over HTTP: room is taken from the collector's before memory is, and for little more than has arrived, whatever the head of the request announces.</summary>
internal sealed class UploadBody(RequestRoom room) : IDisposable
{
    private const int First = 4096;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>What has arrived.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Whether there is more than an upload may have.</summary>
    public bool IsTooLong => _length > Envelope.MostBytes;

    /// <summary>Whether it took longer than an upload may take.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Reads to the end, or until it is too long; false where it is late or the collector has no room.</summary>
    public async Task<bool> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var late = room.Deadline();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await ReadToEndAsync(body, ends.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            IsLate = true;
            return false;
        }
    }

    /// <summary>The room that was taken: from now on whoever calls gives it back.</summary>
    public long HandOver() => room.HandOver();

    public void Dispose() => room.Dispose();

    private async Task<bool> ReadToEndAsync(Stream body, CancellationToken ends)
    {
        while (!IsTooLong)
        {
            if (_length == _bytes.Length && !TryGrow())
            {
                return false;
            }

            // Where bytes are there whenever they are asked for, nothing else would end it.
            ends.ThrowIfCancellationRequested();
            var read = await body.ReadAsync(_bytes.AsMemory(_length), ends);
            if (read == 0)
            {
                return true;
            }

            _length += read;
        }

        return true;
    }

    private bool TryGrow()
    {
        var size = Math.Min(Math.Max(First, 2 * _bytes.Length), Envelope.MostBytes + 1);
        if (!room.TryGrow(size))
        {
            return false;
        }

        Array.Resize(ref _bytes, size);
        return true;
    }
}
