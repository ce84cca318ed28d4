using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;
using Tacit.Local;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit collect publish</c>, <c>serve</c>, <c>send</c> and <c>estimate</c>, as processes.</summary>
public sealed class CollectServeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-collect-").FullName;

    [Fact]
    public async Task From_the_document_to_the_estimate()
    {
        await File.WriteAllLinesAsync(PathOf("labels.txt"), ["none", "few", "many"]);
        var published = await RunAsync("publish", "--name", "steps", "--protocol", "grr", "--labels", "labels.txt", "--epsilon", "4", "-o", "steps.json");
        Assert.True(published.Exit == 0, published.Error);
        var id = Collection.Parse(await File.ReadAllTextAsync(PathOf("steps.json"))).Id;
        Assert.StartsWith(id, published.Output, StringComparison.Ordinal);

        using var collector = await ServingCollector.StartAsync(_folder, "--collection", "steps.json", "--store", "steps.db", "--allow-origin", "https://app.example.org");
        using var http = new HttpClient();
        Assert.Equal(await File.ReadAllTextAsync(PathOf("steps.json")), await http.GetStringAsync($"{collector.Http}/v1/collections/{id}"));
        Assert.Equal("https://app.example.org", await AllowedAsync(http, collector.Http, "https://app.example.org"));
        Assert.Null(await AllowedAsync(http, collector.Http, "https://other.example.org"));
        Assert.Equal(2, (await RunAsync("estimate", "--store", "steps.db")).Exit);

        var sent = await RunAsync("send", "--to", collector.Grpc, "--collection", "steps.json", "--users", "5000", "--json");
        Assert.True(sent.Exit == 0, sent.Error);
        Assert.Equal(5000, (int)JsonNode.Parse(sent.Output)!["reports"]!);
        var estimate = JsonNode.Parse((await RunAsync("estimate", "--store", "steps.db", "--json")).Output)!;
        Assert.Equal((5000, "none"), ((int)estimate["reports"]!, (string)estimate["estimates"]![0]!["label"]!));
        Assert.InRange((double)estimate["estimates"]![0]!["value"]!, 0.5, 0.6);
        Assert.Contains("few", (await RunAsync("estimate", "--store", "steps.db", "--post-process", "normsub")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_have_shares_and_quartiles_with_intervals()
    {
        Assert.Equal(0, (await RunAsync("publish", "--name", "minutes", "--protocol", "sw", "--low", "0", "--high", "60", "--epsilon", "4", "-o", "minutes.json")).Exit);
        var collection = Collection.Parse(await File.ReadAllTextAsync(PathOf("minutes.json")));
        var client = ((NumberProtocol)collection.Protocol).Client(LocalRandomness.Seeded(1));
        var reports = new byte[5000 * client.ReportSize];
        for (var user = 0; user < 5000; user++)
        {
            client.Randomize(user % 2 == 0 ? 15 : 45, reports.AsSpan(user * client.ReportSize));
        }

        using var collector = await ServingCollector.StartAsync(_folder, "--collection", "minutes.json", "--store", "minutes.db");
        using var http = new HttpClient();
        using var content = new ByteArrayContent(Envelope.Pack(collection, 0, reports));
        Assert.True((await http.PostAsync(new Uri($"{collector.Http}/v1/collections/{collection.Id}/batches"), content)).IsSuccessStatusCode);

        var estimate = JsonNode.Parse((await RunAsync("estimate", "--store", "minutes.db", "--json")).Output)!;
        var values = estimate["estimates"]!.AsArray();
        Assert.Equal(["mean ", .. Enumerable.Range(0, 10).Select(i => $"share {6 * i} to {6 * (i + 1)}")], values.Select(v => $"{v!["part"]} {v["label"]}"));
        Assert.Contains("share", (string)values[1]!["covers"]!, StringComparison.Ordinal);
        Assert.InRange(0.5, (double)values[3]!["low"]!, (double)values[3]!["high"]!);
        Assert.InRange(15, (double)estimate["quartiles"]![0]!["low"]!, (double)estimate["quartiles"]![0]!["high"]!);
        Assert.InRange((double)estimate["mostByOneReport"]!, 60.0 / 5000, 100.0 / 5000);
        var text = await RunAsync("estimate", "--store", "minutes.db");
        Assert.True(text.Exit == 0, text.Error);
        Assert.Contains("12 to 18", text.Output, StringComparison.Ordinal);
        Assert.Contains("quartiles", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_again_and_again_it_loses_no_acknowledged_report_and_counts_none_twice()
    {
        Assert.Equal(0, (await RunAsync("publish", "--name", "killed", "--protocol", "oue", "--domain", "70", "--epsilon", "1", "-o", "killed.json")).Exit);
        var collection = Collection.Parse(await File.ReadAllTextAsync(PathOf("killed.json")));
        var client = ((FrequencyOracle)collection.Protocol).Client(LocalRandomness.Seeded(1));
        var uploads = Enumerable.Range(0, 400).Select(i => Upload(collection, client, i)).ToList();
        var expected = collection.Protocol.CreateAggregator();
        uploads.ForEach(u => expected.Add(Envelope.Read(u).Reports.Span));

        using var http = new HttpClient();
        long acknowledged = 0;
        var next = 0;
        for (var kill = 0; next < uploads.Count; kill++)
        {
            using var collector = await ServingCollector.StartAsync(_folder, "--collection", "killed.json", "--store", "killed.db");
            await using (var store = Server.CollectorStore.Sqlite(PathOf("killed.db")))
            {
                Assert.True((await store.ReadAsync(collection, 0, CancellationToken.None)).Reports >= acknowledged);
            }

            // Eight devices send; what is not acknowledged when the process dies is sent again to the next one.
            var stop = kill < 6 ? next + 20 + (kill * 13) : uploads.Count;
            var from = next;
            var answered = new bool[uploads.Count];
            var sending = Parallel.ForAsync(from, Math.Min(uploads.Count, stop + 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) =>
            {
                try
                {
                    using var content = new ByteArrayContent(uploads[i]);
                    using var response = await http.PostAsync(new Uri($"{collector.Http}/v1/collections/{collection.Id}/batches"), content, token);
                    answered[i] = response.IsSuccessStatusCode;
                    if (response.IsSuccessStatusCode && !(bool)JsonNode.Parse(await response.Content.ReadAsStringAsync(token))!["duplicate"]!)
                    {
                        Interlocked.Add(ref acknowledged, Envelope.Read(uploads[i]).Count);
                    }
                }
                catch (HttpRequestException)
                {
                    // The process is gone.
                }

                if (i == stop)
                {
                    collector.Kill();
                }
            });
            await sending;
            while (next < uploads.Count && answered[next])
            {
                next++;
            }
        }

        await using var last = Server.CollectorStore.Sqlite(PathOf("killed.db"));
        var counts = await last.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(expected.Reports, counts.Reports);
        Assert.Equal(expected.Counts.ToArray(), counts.Counts.ToArray());
    }

    [Fact]
    public async Task What_cannot_be_is_said()
    {
        Assert.Contains("--domain", (await RunAsync("publish", "--name", "n", "--epsilon", "1", "-o", "n.json")).Error, StringComparison.Ordinal);
        Assert.Contains("--store", (await RunAsync("serve")).Error, StringComparison.Ordinal);
        Assert.Contains("--allow-origin", (await RunAsync("serve", "--store", "s.db", "--allow-origin", "https://app.example.org/path")).Error, StringComparison.Ordinal);
        Assert.Contains("no store", (await RunAsync("estimate", "--store", "missing.db")).Error, StringComparison.Ordinal);
        Assert.Contains("NOT_SET", (await RunAsync("serve", "--postgresql", "NOT_SET")).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(PathOf("bad.json"), "{}");
        Assert.Contains("not the document", (await RunAsync("serve", "--store", "s.db", "--collection", "bad.json")).Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string?> AllowedAsync(HttpClient http, string collector, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri($"{collector}/v1/collections/any/batches"));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        using var response = await http.SendAsync(request);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? Assert.Single(allowed) : null;
    }

    private static byte[] Upload(Collection collection, ILocalRandomizer client, int i)
    {
        var reports = new byte[(1 + (i % 4)) * client.ReportSize];
        for (var r = 0; r < reports.Length / client.ReportSize; r++)
        {
            client.Randomize((i + r) % 70, reports.AsSpan(r * client.ReportSize));
        }

        return Envelope.Pack(collection, 0, reports);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private Task<Said> RunAsync(params string[] arguments) => Tool.RunAsync(_folder, ["collect", .. arguments]);
}
