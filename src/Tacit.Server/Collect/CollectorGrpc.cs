using System.Data.Common;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Tacit.Server.Grpc;

namespace Tacit.Server;

/// <summary>The collector over gRPC. A stream holds no more unanswered uploads than are useful: who sends faster waits.</summary>
internal sealed class CollectorGrpc(Collector collector) : Grpc.Collector.CollectorBase
{
    private const int Unanswered = 256;

    public override async Task<ListReply> List(ListRequest request, ServerCallContext context)
    {
        try
        {
            var reply = new ListReply();
            foreach (var (collection, _, _) in await collector.CollectionsAsync(context.CancellationToken))
            {
                reply.Documents.Add(collection.Document);
                reply.Epochs.Add(collector.EpochOf(collection) ?? -1L);
            }

            return reply;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw new RpcException(new(StatusCode.Unavailable, "The store of the collector cannot be reached. Ask again later."));
        }
    }

    public override async Task<Answer> Add(Upload request, ServerCallContext context) => Say(await collector.AddAsync(request.Envelope.Memory, context.CancellationToken));

    public override async Task AddMany(IAsyncStreamReader<Upload> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        var answers = Channel.CreateBounded<Task<UploadAnswer>>(new BoundedChannelOptions(Unanswered) { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(answers, responseStream, context.CancellationToken);
        try
        {
            await foreach (var upload in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await answers.Writer.WriteAsync(collector.AddAsync(upload.Envelope.Memory, context.CancellationToken), context.CancellationToken);
            }
        }
        finally
        {
            answers.Writer.TryComplete();
            await writing;
        }
    }

    private async Task WriteAsync(Channel<Task<UploadAnswer>> answers, IServerStreamWriter<Answer> stream, CancellationToken cancellation)
    {
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellation))
            {
                await WriteAsync(stream, Say(await answer), cancellation);
            }
        }
        finally
        {
            // Where nobody takes answers any more, no more uploads are read.
            answers.Writer.TryComplete();
        }
    }

    private async Task WriteAsync(IServerStreamWriter<Answer> stream, Answer answer, CancellationToken cancellation)
    {
        using var late = collector.Room.Deadline();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        await stream.WriteAsync(answer, ends.Token);
    }

    private static Answer Say(UploadAnswer answer) => new()
    {
        Status = (Answer.Types.Status)answer.Status,
        Batch = UnsafeByteOperations.UnsafeWrap(Convert.FromHexString(answer.Batch)),
        Reports = (uint)answer.Reports,
        Message = answer.Message,
    };
}
