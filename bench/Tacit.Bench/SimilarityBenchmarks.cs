using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Bench;

/// <summary>Similarities to 10⁶ private rows of 64 columns: the whole spend on a simulated ledger, and one query, beside brute force over the rows without privacy.</summary>
[MemoryDiagnoser, MinColumn, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class SimilarityBenchmarks
{
    private const int Rows = 1_000_000;
    private const int Columns = 64;
    private static readonly Population People = new("people", PrivacyUnit.Row());
    private readonly SimilarityKernel _kernel = SimilarityKernel.Gaussian(4);
    private readonly double[] _query = [.. Enumerable.Range(0, Columns).Select(i => (i % 10) / 10.0)];
    private readonly double[,] _queries = new double[1000, Columns];
    private readonly Dictionary<string, SimilarityIndex> _indexes = new(StringComparer.Ordinal);
    private double[,] _rows = null!;
    private SimulatedLedger _ledger = null!;
    private Account _account = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _rows = new double[Rows, Columns];
        var random = RandomSource.Seeded(7);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                _rows[i, j] = (random.NextUInt64() >> 11) * Math.ScaleB(1, -53);
            }
        }

        for (var i = 0; i < 1000; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                _queries[i, j] = _rows[i, j];
            }
        }

        _ledger = new SimulatedLedger(seed: 1);
        _account = await _ledger.AccountAsync(People);
        foreach (var name in new[] { "L1", "L2", "squared", "kernel" })
        {
            _indexes[name] = await FitAsync(name);
        }
    }

    [GlobalCleanup]
    public ValueTask CleanupAsync() => _ledger.DisposeAsync();

    [Benchmark(Baseline = true), BenchmarkCategory("index")]
    public double[] PlainSums()
    {
        // The least that reading all rows takes.
        var sums = new double[Columns];
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                sums[j] += _rows[i, j];
            }
        }

        return sums;
    }

    [Benchmark, BenchmarkCategory("index")]
    public Task<SimilarityIndex> IndexL1Async() => FitAsync("L1");

    [Benchmark, BenchmarkCategory("index")]
    public Task<SimilarityIndex> IndexL2Async() => FitAsync("L2");

    [Benchmark, BenchmarkCategory("index")]
    public Task<SimilarityIndex> IndexSquaredAsync() => FitAsync("squared");

    [Benchmark, BenchmarkCategory("index")]
    public Task<SimilarityIndex> IndexKernelAsync() => FitAsync("kernel");

    [Benchmark(Baseline = true), BenchmarkCategory("query L1")]
    public double BruteForceL1()
    {
        var sum = 0.0;
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                sum += Math.Abs(_rows[i, j] - _query[j]);
            }
        }

        return sum;
    }

    [Benchmark, BenchmarkCategory("query L1")]
    public double QueryL1() => _indexes["L1"].Query(_query);

    [Benchmark(Baseline = true), BenchmarkCategory("query L2")]
    public double BruteForceL2()
    {
        var sum = 0.0;
        for (var i = 0; i < Rows; i++)
        {
            sum += Math.Sqrt(Square(i));
        }

        return sum;
    }

    [Benchmark, BenchmarkCategory("query L2")]
    public double QueryL2() => _indexes["L2"].Query(_query);

    [Benchmark, BenchmarkCategory("query L2")]
    public double QuerySquared() => _indexes["squared"].Query(_query);

    [Benchmark(Baseline = true), BenchmarkCategory("query kernel")]
    public double BruteForceKernel()
    {
        var sum = 0.0;
        for (var i = 0; i < Rows; i++)
        {
            sum += Math.Exp(-Square(i) / 16);
        }

        return sum;
    }

    [Benchmark, BenchmarkCategory("query kernel")]
    public double QueryKernel() => _indexes["kernel"].Query(_query);

    [Benchmark(OperationsPerInvoke = 1000), BenchmarkCategory("query kernel")]
    public double[] QueryKernelBatch() => _indexes["kernel"].QueryBatch(_queries);

    private double Square(int row)
    {
        var sum = 0.0;
        for (var j = 0; j < Columns; j++)
        {
            var z = _rows[row, j] - _query[j];
            sum += z * z;
        }

        return sum;
    }

    private async Task<SimilarityIndex> FitAsync(string name)
    {
        var sketch = name switch
        {
            "L1" => SimilaritySketch.L1(Columns, 0, 1),
            "L2" => SimilaritySketch.L2(Columns, 0, 1),
            "squared" => SimilaritySketch.SquaredL2(Columns, 4, [.. Enumerable.Repeat(0.5, Columns)]),
            _ => SimilaritySketch.Kernel(_kernel, Columns),
        };
        var noise = sketch.Gaussian(0.1);
        SimilarityIndex? index = null;
        await _account.SpendZcdp(0.1).RunAsync(name, noise.Loss, async (permit, token) =>
        {
            var rows = await permit.OpenAsync(new Sensitive<double[,]>(People, _ => ValueTask.FromResult(_rows)), token);
            index = sketch.Index(permit.Draw(noise, sketch.Of(rows), sketch.Sensitivity.Weights), noise);
            return 0L;
        }, Codec.Integer);
        return index!;
    }
}
