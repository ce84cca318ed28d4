using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Tacit.Server.Grpc;

namespace Tacit.Server.Tests.Collect;

/// <summary>Bytes of uploads count as held from before they are in memory until they are counted, whoever waits for them.</summary>
public sealed class HeldBytesTests
{
    [Fact]
    public async Task An_upload_whose_sender_has_gone_is_held_until_it_is_counted()
    {
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        var collection = Surveys.Once();
        var upload = Surveys.Upload(collection, 100, 1);
        var collector = Stores.Collector(store, limits: new() { HeldBytes = upload.Length + 10 });
        await collector.OpenAsync(collection);
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Before = () =>
        {
            entered.TrySetResult();
            return go.Task;
        };
        using var gone = new CancellationTokenSource();
        var first = collector.AddAsync(upload, gone.Token);
        await entered.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(UploadStatus.Busy, (await collector.AddAsync(Surveys.Upload(collection, 1, 2)).WaitAsync(TimeSpan.FromSeconds(5))).Status);

        go.SetResult();
        Assert.Equal(UploadStatus.Counted, await UntilNotBusyAsync(async () => (await collector.AddAsync(Surveys.Upload(collection, 1, 2))).Status, UploadStatus.Busy));
        Assert.Equal(101, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);

        // What cannot be read gives its room back too.
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(UploadStatus.Malformed, (await collector.AddAsync(new byte[upload.Length])).Status);
        }
    }

    [Fact]
    public async Task Over_http_what_has_arrived_is_held_and_what_is_announced_is_not()
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, new() { HeldBytes = 16_384 });
        await server.Collector.OpenAsync(collection);

        // A whole upload announced and nothing sent, twice: what is held is two pages.
        using var silent = await SlowSenders.BeginAsync(server, collection, 0);
        using var alike = await SlowSenders.BeginAsync(server, collection, 0);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(server, collection, 1));

        // A whole upload that asks for room while these bytes arrive takes it away from them, and they are answered: then they are sent again.
        var slow = await SlowSenders.BeginAsync(server, collection, 8_000);
        var status = HttpStatusCode.OK;
        for (var i = 0; i < 50 && status != HttpStatusCode.TooManyRequests; i++)
        {
            if (slow.Available > 0)
            {
                slow.Dispose();
                slow = await SlowSenders.BeginAsync(server, collection, 8_000);
            }

            await Task.Delay(100);
            status = await PostAsync(server, collection, (ulong)i + 2);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        slow.Dispose();
        Assert.Equal(HttpStatusCode.OK, await UntilNotBusyAsync(() => PostAsync(server, collection, 1), HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Over_grpc_what_has_arrived_of_a_message_is_held_and_what_it_announces_is_not()
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, new() { HeldBytes = 16_384 });
        await server.Collector.OpenAsync(collection);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var client = new Server.Grpc.Collector.CollectorClient(channel);

        // A megabyte announced and nothing of it sent holds nothing.
        using var http = new HttpClient();
        using var silent = new SlowMessage(0);
        var waiting = SlowSenders.SendAsync(http, server, silent);
        await silent.Begun;
        Assert.Equal(HttpStatusCode.OK, await PostAsync(server, collection, 1));
        Assert.Equal(UploadStatus.Malformed, await UntilNotBusyAsync(async () => (await server.Collector.AddAsync(new byte[16_000])).Status, UploadStatus.Busy));

        // An upload that asks for room in the moment in which the message arrives takes it away from it: then another one is sent.
        var (slow, held, status) = (silent, waiting, HttpStatusCode.OK);
        for (var i = 0; i < 50 && status != HttpStatusCode.TooManyRequests; i++)
        {
            if (i == 0 || held.IsCompleted)
            {
                slow = new SlowMessage(14_000);
                held = SlowSenders.SendAsync(http, server, slow);
                await slow.Begun;
            }

            await Task.Delay(100);
            status = await PostAsync(server, collection, (ulong)i + 2);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, status);

        // What is more than all room ends the call that sends it.
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.AddAsync(new() { Envelope = UnsafeByteOperations.UnsafeWrap(new byte[100_000]) }));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);

        slow.End();
        silent.End();
        (await held).Dispose();
        (await waiting).Dispose();
        Assert.Equal(HttpStatusCode.OK, await UntilNotBusyAsync(() => PostAsync(server, collection, 1), HttpStatusCode.TooManyRequests));
        Assert.Equal(UploadStatus.Malformed, await UntilNotBusyAsync(async () => (await server.Collector.AddAsync(new byte[16_384])).Status, UploadStatus.Busy));
        Assert.Equal(Answer.Types.Status.Counted, (await client.AddAsync(new() { Envelope = UnsafeByteOperations.UnsafeWrap(Surveys.Upload(collection, 1, 1)) })).Status);
    }

    // A message that is whole and whose call does not end is in memory, and a compressed one would be as large as it says.
    [Fact]
    public async Task Over_grpc_a_message_is_held_to_the_end_of_its_call_and_none_is_unpacked()
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, new() { HeldBytes = 16_384 });
        await server.Collector.OpenAsync(collection);
        using var http = new HttpClient();
        using var whole = new SlowMessage(14_000, 14_000);
        var held = SlowSenders.SendAsync(http, server, whole);
        await whole.Begun;

        // Who asks for room while the message arrives takes it away from it.
        for (var i = 0; i < 500 && server.Collector.Room.Held < 14_000; i++)
        {
            await Task.Delay(10);
        }

        await Task.Delay(100);
        Assert.Equal(UploadStatus.Busy, (await server.Collector.AddAsync(new byte[10_000])).Status);
        whole.End();
        (await held).Dispose();

        using var packed = new SlowMessage(10, 10, isPacked: true);
        packed.End();
        using var response = await SlowSenders.SendAsync(http, server, packed);
        await response.Content.ReadAsByteArrayAsync();
        var said = response.TrailingHeaders.TryGetValues("grpc-status", out var trailing) ? trailing : response.Headers.GetValues("grpc-status");
        Assert.Equal(["12"], said);
    }

    private static async Task<T> UntilNotBusyAsync<T>(Func<Task<T>> ask, T busy)
        where T : struct
    {
        var answer = await ask();
        for (var i = 0; i < 500 && answer.Equals(busy); i++)
        {
            await Task.Delay(10);
            answer = await ask();
        }

        return answer;
    }

    private static async Task<HttpStatusCode> PostAsync(RunningCollector server, Collection collection, ulong seed)
    {
        using var content = new ByteArrayContent(Surveys.Upload(collection, 1, seed));
        using var response = await server.Http.PostAsync($"/v1/collections/{collection.Id}/batches", content);
        return response.StatusCode;
    }
}
