using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Tacit.Server.Tests.Cluster;

/// <summary>Three silos over one PostgreSQL database, one of which is killed while uploads come in.</summary>
public sealed class ClusterTests
{
    private const int Shards = 16;

    [Fact]
    public async Task A_silo_that_is_killed_under_load_loses_no_acknowledged_report_and_doubles_none()
    {
        var place = await Stores.PlaceAsync(Stores.Database);
        Silo.Place = place;
        await using var store = Stores.Open(Stores.Database, place);
        var collection = Surveys.Once(OracleKind.Oue, 40);
        await store.AddAsync(collection, Shards, CancellationToken.None);

        var builder = new TestClusterBuilder(3);
        builder.AddSiloBuilderConfigurator<Silo>();
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var collector = new Collector(store, new GrainShardRouter(cluster.Client), TimeProvider.System, new(), NullLogger<Collector>.Instance);
        await collector.OpenAsync(collection, Shards);

        var uploads = Enumerable.Range(0, 600).Select(i => Surveys.Upload(collection, 1 + (i % 5), (ulong)i)).ToList();
        var (acknowledged, sent) = (0L, 0);
        var killed = new TaskCompletionSource();
        var senders = Enumerable.Range(0, 8).Select(s => Task.Run(async () =>
        {
            for (var i = s; i < uploads.Count; i += 8)
            {
                await SendAsync(uploads[i]);
                if (Interlocked.Increment(ref sent) == 200)
                {
                    killed.TrySetResult();
                }
            }
        })).ToList();
        await killed.Task;
        await cluster.KillSiloAsync(cluster.SecondarySilos[0]);

        // At every moment what is stored has at least what was acknowledged before.
        while (!Task.WhenAll(senders).IsCompleted)
        {
            var before = Interlocked.Read(ref acknowledged);
            Assert.True((await store.ReadAsync(collection, 0, CancellationToken.None)).Reports >= before);
            await Task.Delay(50);
        }

        await Task.WhenAll(senders);
        var expected = Surveys.Counted(collection, uploads);
        var counts = await store.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(expected.Reports, counts.Reports);
        Assert.Equal(expected.Counts.ToArray(), counts.Counts.ToArray());
        Assert.Equal(2, cluster.GetActiveSilos().Count());

        async Task SendAsync(byte[] upload)
        {
            while (true)
            {
                var answer = await collector.AddAsync(upload);
                if (answer.Status is UploadStatus.Counted or UploadStatus.Duplicate)
                {
                    Interlocked.Add(ref acknowledged, answer.Reports);
                    return;
                }

                Assert.True(answer.Status is UploadStatus.Unavailable or UploadStatus.Busy, answer.Message);
                await Task.Delay(20);
            }
        }
    }

    private sealed class Silo : ISiloConfigurator
    {
        public static string Place { get; set; } = string.Empty;

        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddTacitCollector(Stores.Open(Stores.Database, Place));
    }
}
