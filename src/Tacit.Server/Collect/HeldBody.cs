using System.Buffers;
using System.IO.Pipelines;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Server;

/// <summary>The bytes of a gRPC request as they arrive: what waits for the rest of its message takes room of the collector's, whatever length the message announces.</summary>
internal sealed class HeldBody(PipeReader inner, Collector collector, bool isKept) : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private ReadOnlySequence<byte> _arrived;
    private long _held;

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
                using var body = new HeldBody(context.Request.BodyReader, context.RequestServices.GetRequiredService<Collector>(), isSingle);
                context.Features.Set<IRequestBodyPipeFeature>(body);
                await next(context);
            };
        }
    });

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Keep(await inner.ReadAsync(cancellationToken));

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
        if (!isKept)
        {
            Resize(_arrived.Slice(consumed).Length);
        }

        _arrived = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public void Dispose() => Resize(0);

    private ReadResult Keep(ReadResult result)
    {
        _arrived = result.Buffer;
        if (_arrived.Length > _held && !collector.TryHold(_arrived.Length - _held))
        {
            // The call ends here, and with it what it holds.
            throw new RpcException(new(StatusCode.ResourceExhausted, UploadOutcome.TooMuch.Message));
        }

        _held = Math.Max(_held, _arrived.Length);
        return result;
    }

    private void Resize(long held)
    {
        collector.Release(_held - held);
        _held = held;
    }
}
