using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Time.Testing;
using Tacit.Server.Grpc;

namespace Tacit.Server.Tests.Collect;

/// <summary>Who sends half an upload, or reads no answers, has his room for a while, and not more of it than a connection's share.</summary>
public sealed class SlowUploadTests
{
    private static readonly TimeSpan Later = new CollectorLimits().UploadTime + TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("AddMany", 14_000)]
    [InlineData("AddMany", 3)]
    [InlineData("Add", 14_000)]
    public async Task Over_grpc_half_a_message_gives_its_room_back(string method, int sent)
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var clock = new FakeTimeProvider(Surveys.Start);
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        using var http = new HttpClient();
        using var half = new SlowMessage(sent);
        var call = SlowSenders.SendAsync(http, server, half, method);
        Assert.True(await UntilAsync(() => server.Collector.Room.Held >= sent));
        Assert.True(await UntilAsync(() => server.Collector.Room.Held == 0, () => clock.Advance(Later)));
        Assert.Equal("4", await SlowSenders.StatusAsync(await call));
        half.End();
    }

    // A whole message, whose call does not end.
    [Fact]
    public async Task Over_grpc_a_call_that_does_not_end_gives_its_room_back()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var clock = new FakeTimeProvider(Surveys.Start);
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        using var http = new HttpClient();
        using var whole = new SlowMessage(14_000, 14_000);
        var call = SlowSenders.SendAsync(http, server, whole);
        Assert.True(await UntilAsync(() => server.Collector.Room.Held >= 14_000));
        Assert.True(await UntilAsync(() => server.Collector.Room.Held == 0, () => clock.Advance(Later)));
        Assert.Equal("4", await SlowSenders.StatusAsync(await call));
        whole.End();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8_000)]
    public async Task Over_http_half_an_upload_gives_its_room_back(int sent)
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var clock = new FakeTimeProvider(Surveys.Start);
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        using var half = await SlowSenders.BeginAsync(server, collection, sent);
        Assert.True(await UntilAsync(() => server.Collector.Room.Held > sent));
        Assert.True(await UntilAsync(() => server.Collector.Room.Held == 0, () => clock.Advance(Later)));
        var said = new byte[12];
        await half.GetStream().ReadExactlyAsync(said);
        Assert.Equal("HTTP/1.1 408", Encoding.ASCII.GetString(said));
    }

    [Fact]
    public async Task A_stream_may_be_silent_between_its_messages_for_as_long_as_it_likes()
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var clock = new FakeTimeProvider(Surveys.Start);
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        await server.Collector.OpenAsync(collection);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var call = new Server.Grpc.Collector.CollectorClient(channel).AddMany();
        for (ulong i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new() { Envelope = UnsafeByteOperations.UnsafeWrap(Surveys.Upload(collection, 1000, i)) });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(Answer.Types.Status.Counted, call.ResponseStream.Current.Status);
            clock.Advance(10 * Later);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task A_connection_holds_its_share_and_another_one_has_its_own()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, new() { ConnectionBytes = 20_000 });
        using var http = new HttpClient();
        using var first = new SlowMessage(14_000);
        using var second = new SlowMessage(14_000);
        using var third = new SlowMessage(14_000);
        var held = SlowSenders.SendAsync(http, server, first, "AddMany");
        Assert.True(await UntilAsync(() => server.Collector.Room.Held >= 14_000));
        using var refused = await SlowSenders.SendAsync(http, server, second, "AddMany");
        Assert.Equal("8", await SlowSenders.StatusAsync(refused));

        using var elsewhere = new HttpClient();
        var other = SlowSenders.SendAsync(elsewhere, server, third, "AddMany");
        Assert.True(await UntilAsync(() => server.Collector.Room.Held >= 28_000));
        Assert.False(held.IsCompleted);

        // What is let go is free for the same connection.
        first.End();
        (await held).Dispose();
        Assert.True(await UntilAsync(() => server.Collector.Room.Held is > 0 and < 28_000));
        using var again = new SlowMessage(14_000);
        var more = SlowSenders.SendAsync(http, server, again, "AddMany");
        Assert.True(await UntilAsync(() => server.Collector.Room.Held >= 28_000));
        third.End();
        again.End();
        (await other).Dispose();
        (await more).Dispose();
        Assert.True(await UntilAsync(() => server.Collector.Room.Held == 0));
    }

    [Fact]
    public async Task Who_reads_no_answers_is_not_read_either()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var clock = new FakeTimeProvider(Surveys.Start);
        var stream = new Unread();
        var call = new CollectorGrpc(Stores.Collector(store, clock)).AddMany(stream, stream, new NoContext());
        Assert.True(await UntilAsync(() => stream.Uploads >= 256));
        Assert.True(await UntilAsync(() => call.IsCompleted, () => clock.Advance(Later)));
        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.InRange(stream.Uploads, 256, 300);
    }

    private static async Task<bool> UntilAsync(Func<bool> isSo, Action? meanwhile = null)
    {
        for (var i = 0; i < 1000 && !isSo(); i++)
        {
            meanwhile?.Invoke();
            await Task.Delay(10);
        }

        return isSo();
    }

    /// <summary>Uploads without end, and answers that nobody takes.</summary>
    private sealed class Unread : IAsyncStreamReader<Upload>, IServerStreamWriter<Answer>
    {
        private int _uploads;

        public int Uploads => Volatile.Read(ref _uploads);

        public Upload Current { get; } = new() { Envelope = ByteString.CopyFrom(1, 2, 3) };

        public WriteOptions? WriteOptions { get; set; }

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _uploads);
            return Task.FromResult(true);
        }

        public Task WriteAsync(Answer message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(Answer message, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class NoContext : ServerCallContext
    {
        protected override string MethodCore => "AddMany";

        protected override string HostCore => "localhost";

        protected override string PeerCore => "nobody";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => CancellationToken.None;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => new(null, []);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
