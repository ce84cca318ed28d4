using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Tacit.Query;

namespace Tacit.Bench;

/// <summary>The queries of TPC-H that aggregate for a customer's protection, beside the plain ones over the raw tables in the same engine.</summary>
[Config(typeof(InOneProcess)), MedianColumn, MinColumn]
public class OrderBookBenchmarks
{
    private static OrderBook? _book;

    private SimulatedLedger _ledger = null!;
    private Account _account = null!;

    [ParamsSource(nameof(Scales))]
    public double Scale { get; set; }

    public static IEnumerable<double> Scales => BenchSizes.Scales;

    [Params("Q1", "Q5", "Q6", "Q14", "Q19")]
    public string Query { get; set; } = string.Empty;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        if (_book?.Scale != Scale)
        {
            if (_book is not null)
            {
                await _book.DisposeAsync();
            }

            _book = await OrderBook.CreateAsync(Scale);
        }

        _ledger = new SimulatedLedger(seed: 1);
        _account = await _ledger.AccountAsync(_book.Data);
    }

    [GlobalCleanup]
    public ValueTask CleanupAsync() => _ledger.DisposeAsync();

    [Benchmark(Baseline = true)]
    public int Plain() => _book!.Read(OrderBookQueries.Of(Query));

    [Benchmark]
    public Task<Release<Table>> PrivateAsync() => _book!.Data.QueryAsync(OrderBookQueries.Of(Query), _account.Spend(1));

    // So that a book is made and opened once for all of its queries.
    private sealed class InOneProcess : ManualConfig
    {
        public InOneProcess() => AddJob(Job.Default.WithStrategy(RunStrategy.Monitoring).WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(1).WithIterationCount(7));
    }
}
