using System.Net;

namespace Tacit.Server.Tests.Support;

/// <summary>A gRPC message of a megabyte, of which some bytes are sent and the rest never.</summary>
internal sealed class SlowMessage : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _sent;
    private readonly int _announced;
    private readonly bool _isPacked;

    public SlowMessage(int sent, int announced = 1 << 20, bool isPacked = false)
    {
        (_sent, _announced, _isPacked) = (sent, announced, isPacked);
        Headers.ContentType = new("application/grpc");
        if (isPacked)
        {
            Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
        }
    }

    public Task Begun => _begun.Task;

    public void End() => _end.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var body = new byte[_sent];
        if (_sent == _announced && !_isPacked)
        {
            // Field 1, and how many bytes it has.
            var rest = _sent - 3;
            (body[0], body[1], body[2]) = (0x0A, (byte)((rest & 0x7F) | 0x80), (byte)(rest >> 7));
        }

        await stream.WriteAsync((byte[])[(byte)(_isPacked ? 1 : 0), (byte)(_announced >> 24), (byte)(_announced >> 16), (byte)(_announced >> 8), (byte)_announced, .. body]);
        await stream.FlushAsync();
        _begun.TrySetResult();
        await _end.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
