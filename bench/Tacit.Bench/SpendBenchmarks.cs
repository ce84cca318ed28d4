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
    private Account _renyi = null!;
    private Account _ann = null!;
    private Sensitive<Int128> _count = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _folder = Directory.CreateTempSubdirectory("tacit-bench-").FullName;
        _ledger = await Ledger.OpenAsync(Path.Combine(_folder, "bench.ledger"));
        var population = new Population("bench", PrivacyUnit.Person("id"));
        _account = await _ledger.AccountAsync(population, PrivacyBudget.Pure(1_000_000));
        _renyi = await _ledger.AccountAsync(new Population("training", population.Unit), PrivacyBudget.Approximate(1_000_000, 1e-5), PrivacyFilter.Renyi());
        await _ledger.CapAnalystAsync("bench", "ann", PrivacyBudget.Pure(1_000_000));
        await _ledger.CapPurposeAsync("bench", "research", PrivacyBudget.Pure(1_000_000));
        _ann = _account.For("ann", "research");
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

    [Benchmark(OperationsPerInvoke = Spends)]
    public Task OneAnalystUnderThreeCapsAsync() => WriteAsync(Spends, _ann);

    [Benchmark(OperationsPerInvoke = Spends)]
    public async Task SampledLossesByTheRenyiFilterAsync()
    {
        var step = PrivacyLoss.Gaussian(1.1).PoissonSampled(256 / 60_000.0);
        for (var i = 0; i < Spends; i++)
        {
            await _renyi.Spend(step).RunAsync("step", step, (permit, _) => Task.FromResult((double)permit.Draw(step, random => random.NextUInt64() & 1, () => 0UL)), Codec.Number);
        }
    }

    private Task WriteAsync(int count) => WriteAsync(count, _account);

    private async Task WriteAsync(int count, Account account)
    {
        for (var i = 0; i < count; i++)
        {
            await account.Spend(1e-6).RunAsync(
                "count", _noise.Loss, async (permit, token) => (double)permit.Draw(_noise, await permit.OpenAsync(_count, token)), Codec.Number);
        }
    }
}
