using System.Buffers;
using System.IO.Pipelines;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;

namespace Tacit.Server;

/// <summary>The bytes of a gRPC request as they arrive: what waits for the rest of its message takes room of the collector's, whatever length the message announces, and not for longer than an upload may take.</summary>
internal sealed class HeldBody(PipeReader inner, RequestRoom room, bool isKept) : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private ReadOnlySequence<byte> _arrived;

    // Runs while half a message waits.
    private CancellationTokenSource? _late;

    PipeReader IRequestBodyPipeFeature.Reader => this;

    /// <summary>Puts it between the server and the service.</summary>
    public static void Hold(IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        if (endpoint.RequestDelegate is { } next)
        {
            // A single message is read, and then its end is waited for: it stays in memory until the call is over.
            var isSingle = endpoint.Metadata.OfType<GrpcMethodMetadata>().FirstOrDefault()?.Method.Type is MethodType.Unary or MethodType.ServerStreaming;
            endpoint.RequestDelegate = async context =>
            {
                using var body = new HeldBody(context.Request.BodyReader, RequestRoom.Of(context), isSingle);
                context.Features.Set<IRequestBodyPipeFeature>(body);
                await next(context);
            };
        }
    });

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_late is null)
        {
            return Keep(await inner.ReadAsync(cancellationToken));
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _late.Token);
        try
        {
            return Keep(await inner.ReadAsync(ends.Token));
        }
        catch (OperationCanceledException) when (_late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The call ends here, and with it what it holds.
            throw new RpcException(new(StatusCode.DeadlineExceeded, UploadOutcome.Late.Message));
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
        {
            return false;
        }

        result = Keep(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var rest = _arrived.Slice(consumed).Length;
        var isConsumed = rest < _arrived.Length;
        if (!isKept)
        {
            room.Shrink(rest);
        }

        // What stays is the beginning of a message: a new one where one was taken, else the same.
        if (isConsumed && !isKept)
        {
            _late?.Dispose();
            _late = null;
        }

        if (room.Held > 0)
        {
            _late ??= room.Deadline();
        }

        _arrived = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public void Dispose()
    {
        _late?.Dispose();
        room.Dispose();
    }

    private ReadResult Keep(ReadResult result)
    {
        _arrived = result.Buffer;
        return room.TryGrow(_arrived.Length)
            ? result

            // The call ends here, and with it what it holds.
            : throw new RpcException(new(StatusCode.ResourceExhausted, UploadOutcome.TooMuch.Message));
    }
}
