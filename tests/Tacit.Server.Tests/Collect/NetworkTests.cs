using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Time.Testing;
using Tacit.Server.Grpc;

namespace Tacit.Server.Tests.Collect;

/// <summary>Real HTTP and real gRPC.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task A_device_fetches_the_document_reports_and_the_estimate_has_a_receipt()
    {
        var published = Collection.Create("steps", FrequencyOracle.Create(OracleKind.Grr, 3, 4), ["none", "some", "many"]);
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store);
        await server.Collector.OpenAsync(published);

        var listed = JsonNode.Parse(await server.Http.GetStringAsync("/v1/collections"))!.AsArray();
        Assert.Equal((published.Id, "steps", "grr"), ((string)listed[0]!["id"]!, (string)listed[0]!["name"]!, (string)listed[0]!["protocol"]!));
        var collection = Collection.Parse(await server.Http.GetStringAsync($"/v1/collections/{published.Id}"));
        Assert.Equal(published.Id, collection.Id);

        var upload = Envelope.Pack(collection, 0, Surveys.Reports(collection, 3000, 1));
        var first = await PostAsync(server, collection, upload);
        Assert.Equal((HttpStatusCode.OK, 3000, false), (first.Status, (int)first.Json["reports"]!, (bool)first.Json["duplicate"]!));
        var again = await PostAsync(server, collection, upload);
        Assert.Equal((HttpStatusCode.OK, true, (string)first.Json["batch"]!), (again.Status, (bool)again.Json["duplicate"]!, (string)again.Json["batch"]!));

        var estimate = JsonNode.Parse(await server.Http.GetStringAsync($"/v1/collections/{collection.Id}/estimate?postProcess=NormSub&confidence=0.9"))!;
        Assert.Equal((3000, "many", 0.9), ((int)estimate["reports"]!, (string)estimate["estimates"]![2]!["label"]!, (double)estimate["confidence"]!));
        Assert.InRange((double)estimate["estimates"]![1]!["value"]!, 0.28, 0.39);
        Assert.Equal("pure", (string)estimate["receipt"]!["loss"]!["type"]!);
        Assert.StartsWith("local:", (string)estimate["receipt"]!["trust"]!, StringComparison.Ordinal);
        Assert.Contains("each report", (string)estimate["receipt"]!["price"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_have_their_status_and_a_reason()
    {
        var collection = Surveys.Days();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Surveys.Start.AddDays(5));
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        await server.Collector.OpenAsync(collection);

        var bad = Envelope.Pack(collection, 5, [9]);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, collection, bad)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, collection, new byte[7])).Status);
        Assert.Equal((HttpStatusCode)425, (await PostAsync(server, collection, Surveys.Upload(collection, 1, 1, epoch: 6))).Status);
        Assert.Equal(HttpStatusCode.Gone, (await PostAsync(server, collection, Surveys.Upload(collection, 1, 1, epoch: 3))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, collection, Surveys.Upload(Surveys.Once(), 1, 1))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(server, Surveys.Once(), Surveys.Upload(Surveys.Once(), 1, 1))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(server, collection, new byte[Envelope.MostBytes + 1])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync("/v1/collections/0123/estimate")).StatusCode);
        var none = await server.Http.GetAsync($"/v1/collections/{collection.Id}/estimate");
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Contains("no reports yet", await none.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Http.GetAsync($"/v1/collections/{collection.Id}/estimate?confidence=2")).StatusCode);
    }

    [Fact]
    public async Task Busy_says_when_to_come_back()
    {
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        await using var server = await RunningCollector.StartAsync(store, new() { Waiting = 1, Group = 1, RetryAfter = TimeSpan.FromSeconds(7) });
        var collection = Surveys.Once();
        await server.Collector.OpenAsync(collection);
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Before = () =>
        {
            entered.TrySetResult();
            return go.Task;
        };
        var first = PostAsync(server, collection, Surveys.Upload(collection, 1, 1));
        await entered.Task;
        var second = server.Collector.AddAsync(Surveys.Upload(collection, 1, 2));
        using var content = new ByteArrayContent(Surveys.Upload(collection, 1, 3));
        using var busy = await server.Http.PostAsync($"/v1/collections/{collection.Id}/batches", content);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (busy.StatusCode, busy.Headers.RetryAfter!.Delta));
        go.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal(UploadStatus.Counted, (await second).Status);
    }

    [Fact]
    public async Task Who_asks_for_a_collection_is_told_which_epoch_it_is()
    {
        var collection = Surveys.Days();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var clock = new FakeTimeProvider(Surveys.Start.AddHours(-1));
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        await server.Collector.OpenAsync(collection);
        var uploader = new ReportUploader(server.Http, new() { Spread = TimeSpan.Zero });
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var client = new Server.Grpc.Collector.CollectorClient(channel);
        Assert.Null((await uploader.CollectionAsync(collection.Id)).Epoch);
        Assert.Equal([-1L], (await client.ListAsync(new())).Epochs);

        clock.Advance(TimeSpan.FromDays(5));
        var asked = await uploader.CollectionAsync(collection.Id);
        Assert.Equal((collection.Document, 4u), (asked.Collection.Document, asked.Epoch));
        Assert.Equal([4L], (await client.ListAsync(new())).Epochs);
        await uploader.SendAsync(Surveys.Upload(collection, 1, 1, asked.Epoch!.Value));
    }

    [Fact]
    public async Task Streams_are_answered_in_their_order_and_nothing_is_counted_twice()
    {
        var collection = Surveys.Once(OracleKind.Olh, 50);
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store);
        await server.Collector.OpenAsync(collection);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var client = new Server.Grpc.Collector.CollectorClient(channel);
        Assert.Equal([collection.Document], (await client.ListAsync(new())).Documents);

        var uploads = Enumerable.Range(0, 300).Select(i => Surveys.Upload(collection, 1 + (i % 3), (ulong)i)).ToList();
        using var call = client.AddMany();
        var reading = ReadAsync(call.ResponseStream);
        foreach (var upload in uploads.Append(uploads[5]).Append(new byte[3]))
        {
            await call.RequestStream.WriteAsync(new() { Envelope = UnsafeByteOperations.UnsafeWrap(upload) });
        }

        await call.RequestStream.CompleteAsync();
        var answers = await reading;
        Assert.Equal([.. Enumerable.Repeat(Answer.Types.Status.Counted, 300), Answer.Types.Status.Duplicate, Answer.Types.Status.Malformed], answers.Select(a => a.Status));
        Assert.Equal(uploads.Select(u => Envelope.Read(u).Count), answers.Take(300).Select(a => (int)a.Reports));
        Assert.Equal(Answer.Types.Status.Duplicate, (await client.AddAsync(new() { Envelope = ByteString.CopyFrom(uploads[0]) })).Status);
        var counts = await store.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(Surveys.Counted(collection, uploads).Counts.ToArray(), counts.Counts.ToArray());
    }

    private static async Task<List<Answer>> ReadAsync(IAsyncStreamReader<Answer> stream)
    {
        var answers = new List<Answer>();
        await foreach (var answer in stream.ReadAllAsync())
        {
            answers.Add(answer);
        }

        return answers;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Json)> PostAsync(RunningCollector server, Collection collection, byte[] upload)
    {
        // What is refused by its head is not sent: a connection that is closed meanwhile would hide the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/collections/{collection.Id}/batches") { Content = new ByteArrayContent(upload), Headers = { ExpectContinue = upload.Length > Envelope.MostBytes } };
        using var response = await server.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject());
    }
}
