using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tacit.Local;
using Tacit.Randomness;
using Tacit.Server;

namespace Tacit.Bench.Checks;

/// <summary>
/// A collector in a process of its own is killed a thousand times, at random moments, while eight devices send. After every death the store has at least all reports that
/// were acknowledged; when what was not acknowledged is sent again, it has exactly those that were made.
/// </summary>
internal static class CollectorKills
{
    public const string Child = "collector-child";
    private const int Kills = 1000;
    private const int Devices = 8;
    private const int LongestLife = 40;

    /// <summary>The collector, until it is killed.</summary>
    public static async Task ServeAsync(string place, string document)
    {
        await using var store = CollectorStore.Sqlite(place);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        builder.Services.AddTacitCollector(store);
        await using var app = builder.Build();
        app.MapTacitCollector();
        await app.Services.GetRequiredService<Collector>().OpenAsync(Collection.Parse(await File.ReadAllTextAsync(document)));
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await Task.Delay(Timeout.Infinite);
    }

    public static bool Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<bool> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tacit-kills-").FullName;
        var (place, document) = (Path.Combine(folder, "store.db"), Path.Combine(folder, "collection.json"));
        var collection = Collection.Create("killed", FrequencyOracle.Create(OracleKind.Oue, 70, 1));
        await File.WriteAllTextAsync(document, collection.Document);
        var (run, random) = (new Fleet(collection), RandomSource.Seeded(17));
        using var http = new HttpClient();
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var child = await StartAsync(place, document))
            {
                // Three of four deaths come within moments of the first answer of a life, the others before it, in the first transaction or while the first requests are read.
                var moment = TimeSpan.FromMilliseconds(random.NextBelow(LongestLife * 16) / 16.0);
                var before = run.Acknowledged;
                var sending = run.SendAsync(http, child.Address, int.MaxValue);
                if (random.NextBelow(4) > 0)
                {
                    var patience = Stopwatch.StartNew();
                    while (run.Acknowledged == before && patience.Elapsed < TimeSpan.FromSeconds(30))
                    {
                        await Task.Delay(1);
                    }
                }
                else
                {
                    moment *= 10;
                }

                await Task.Delay(moment);
                child.Kill();
                await sending;
            }

            if (kill % 100 == 99)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kill + 1} kills, {run.Uploads:N0} uploads"));
            }

            if (!await HasAllAsync(place, collection, run))
            {
                Console.WriteLine($"after kill {kill} the store lacks reports that were acknowledged");
                return false;
            }
        }

        using (var last = await StartAsync(place, document))
        {
            await run.SendAsync(http, last.Address, 0);
            last.Kill();
        }

        await using var store = CollectorStore.Sqlite(place);
        var (counts, expected) = (await store.ReadAsync(collection, 0, CancellationToken.None), run.Counted());
        var isExact = counts.Reports == expected.Reports && counts.Counts.SequenceEqual(expected.Counts);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kills:N0} kills: {run.Uploads:N0} uploads, {expected.Reports:N0} reports; {run.Unheard:N0} attempts ended without an answer, of which {run.Duplicates:N0} had been counted; the counts are {(isExact ? "exactly those of all uploads" : "WRONG")}"));
        Directory.Delete(folder, recursive: true);
        return isExact;
    }

    private static async Task<bool> HasAllAsync(string place, Collection collection, Fleet run)
    {
        await using var store = CollectorStore.Sqlite(place);
        return (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports >= run.Acknowledged;
    }

    private static async Task<CollectorProcess> StartAsync(string place, string document)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(CollectorKills).Assembly.Location);
        }

        foreach (var argument in new[] { "check", Child, place, document })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        return new(process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The collector ended before it listened."));
    }

    private sealed record CollectorProcess(Process Running, string Address) : IDisposable
    {
        public void Kill()
        {
            Running.Kill();
            Running.WaitForExit();
        }

        public void Dispose() => Running.Dispose();
    }

    /// <summary>Eight devices, each of which sends an upload until it is acknowledged, and then makes the next.</summary>
    private sealed class Fleet(Collection collection)
    {
        private readonly List<byte[]> _made = [];
        private readonly byte[]?[] _sending = new byte[]?[Devices];
        private readonly ILocalRandomizer _client = ((FrequencyOracle)collection.Protocol).Client(LocalRandomness.Seeded(1));
        private readonly Lock _gate = new();
        private long _acknowledged;
        private long _unheard;
        private long _duplicates;

        public long Acknowledged => Interlocked.Read(ref _acknowledged);

        public long Unheard => Interlocked.Read(ref _unheard);

        public long Duplicates => Interlocked.Read(ref _duplicates);

        public int Uploads => _made.Count;

        public IReportAggregator Counted()
        {
            var counts = collection.Protocol.CreateAggregator();
            _made.ForEach(u => counts.Add(Envelope.Read(u).Reports.Span));
            return counts;
        }

        /// <summary>Sends until the collector is gone, or each device has sent what it had and so many more.</summary>
        public Task SendAsync(HttpClient http, string address, int more) => Task.WhenAll(Enumerable.Range(0, Devices).Select(d => Task.Run(async () =>
        {
            for (var i = 0; _sending[d] is not null || i < more; i++)
            {
                var upload = _sending[d] ??= Make();
                try
                {
                    using var content = new ByteArrayContent(upload);
                    using var response = await http.PostAsync(new Uri($"{address}/v1/collections/{collection.Id}/batches"), content);
                    using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                    if (response.IsSuccessStatusCode)
                    {
                        Interlocked.Add(ref _acknowledged, answer.RootElement.GetProperty("reports").GetInt64());
                        Interlocked.Add(ref _duplicates, answer.RootElement.GetProperty("duplicate").GetBoolean() ? 1 : 0);
                        _sending[d] = null;
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
                {
                    Interlocked.Increment(ref _unheard);
                    return;
                }
            }
        })));

        private byte[] Make()
        {
            lock (_gate)
            {
                var reports = new byte[(1 + (_made.Count % 4)) * _client.ReportSize];
                for (var at = 0; at < reports.Length; at += _client.ReportSize)
                {
                    _client.Randomize(_made.Count % 70, reports.AsSpan(at));
                }

                var upload = Envelope.Pack(collection, 0, reports);
                _made.Add(upload);
                return upload;
            }
        }
    }
}
