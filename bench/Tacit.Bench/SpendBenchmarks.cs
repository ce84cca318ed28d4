using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Tacit.Mechanisms;

namespace Tacit.Bench;

/// <summary>Durable spends: reserve, touch, draw and settle, each step flushed to disk. The baseline is one writer.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5)]
public class SpendBenchmarks
{
    private const int Spends = 2_000;
    private readonly IntegerNoise _noise = IntegerNoise.Laplace(Numerics.Rational.FromDouble(1e-6), 1, "one row a person");
    private string _folder = string.Empty;
    private Ledger _ledger = null!;
    private Account _account = null!;
    private Sensitive<Int128> _count = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _folder = Directory.CreateTempSubdirectory("tacit-bench-").FullName;
        _ledger = await Ledger.OpenAsync(Path.Combine(_folder, "bench.ledger"));
        var population = new Population("bench", PrivacyUnit.Person("id"));
        _account = await _ledger.AccountAsync(population, PrivacyBudget.Pure(1_000_000));
        _count = new Sensitive<Int128>(population, _ => ValueTask.FromResult((Int128)1000));
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Spends)]
    public Task OneWriterAsync() => WriteAsync(Spends);

    [Benchmark(OperationsPerInvoke = Spends)]
    public Task EightWritersAsync() => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(Spends / 8))));

    private async Task WriteAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _account.Spend(1e-6).RunAsync(
                "count", _noise.Loss, async (permit, token) => (double)permit.Draw(_noise, await permit.OpenAsync(_count, token)), Codec.Number);
        }
    }
}
