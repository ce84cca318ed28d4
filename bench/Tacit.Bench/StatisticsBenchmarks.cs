using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Tacit.Mechanisms;
using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Bench;

/// <summary>Statistics of arrays: exact integer sums, the whole spend on a simulated ledger, noise and interval. The baseline of each group is the same statistic in doubles, without privacy.</summary>
[MemoryDiagnoser, MedianColumn, MinColumn, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class StatisticsBenchmarks
{
    private const int Values = 1_000_000;
    private const int Rows = 100_000;
    private const int Columns = 10;
    private const int Steps = 20;
    private static readonly Population People = new("people", PrivacyUnit.Row());
    private readonly double[] _values = new double[Values];
    private readonly long[] _integers = new long[Values];
    private readonly double[,] _table = new double[Rows, Columns];
    private readonly double[] _targets = new double[Rows];
    private readonly bool[] _labels = new bool[Rows];
    private readonly ValueBounds _bounds = new(0, 100);
    private readonly RangeTreeShape _shape = new(16, 3);
    private readonly LinearRegression _linear = new(Columns, 4, 4);
    private readonly PrincipalComponents _components = new(Columns, 4);
    private SimulatedLedger _ledger = null!;
    private Account _account = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var random = RandomSource.Seeded(7);
        double Uniform() => (random.NextUInt64() >> 11) * Math.ScaleB(1, -53);
        for (var i = 0; i < Values; i++)
        {
            _values[i] = 100 * Uniform();
            _integers[i] = (long)(_values[i] * 1000);
        }

        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                _table[i, j] = Uniform() - 0.5;
                _targets[i] += _table[i, j] * (j + 1) / Columns;
            }

            _labels[i] = _targets[i] > 0;
        }

        _ledger = new SimulatedLedger(seed: 1);
        _account = await _ledger.AccountAsync(People);
    }

    [GlobalCleanup]
    public ValueTask CleanupAsync() => _ledger.DisposeAsync();

    [Benchmark(Baseline = true), BenchmarkCategory("variance, 10⁶ values")]
    public double PlainVariance()
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in _values)
        {
            sum += value;
            squares += value * value;
        }

        return (squares / Values) - (sum / Values * (sum / Values));
    }

    [Benchmark, BenchmarkCategory("variance, 10⁶ values")]
    public Task<Estimate> PrivateVarianceAsync()
    {
        var moments = new MomentAggregates(_bounds);
        return ReleaseAsync(moments.Sensitivity, () => moments.Of(_values), (released, noise) => Variance.Of(released, noise, _bounds, 0.95)!.Value);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("median, 10⁶ values")]
    public long PlainMedian()
    {
        var copy = _integers.ToArray();
        Array.Sort(copy);
        return copy[Values / 2];
    }

    [Benchmark, BenchmarkCategory("median, 10⁶ values")]
    public async Task<long> PrivateMedianAsync()
    {
        var quantile = new ExponentialQuantile(1, 2, 0, 100_000, 0.1);
        return (await _account.Spend(0.1).RunAsync(
            "median", quantile.Loss, async (permit, token) =>
            {
                var exact = await permit.OpenAsync(new Sensitive<long[]>(People, _ => ValueTask.FromResult(_integers)), token);
                return permit.Draw(quantile.Loss, random => quantile.Draw(exact, random), () => quantile.Best(exact));
            }, Codec.Integer)).Value;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("counts of 4096 ranges, 10⁶ values")]
    public int[] PlainHistogram()
    {
        var counts = new int[4096];
        foreach (var value in _values)
        {
            counts[Math.Clamp((int)(value * 40.96), 0, 4095)]++;
        }

        return counts;
    }

    [Benchmark, BenchmarkCategory("counts of 4096 ranges, 10⁶ values")]
    public Task<Estimate> PrivateRangeTreeAsync() => ReleaseAsync(
        _shape.Sensitivity, () => _shape.NodesOf(_shape.LeavesOf(_values, _bounds)), (released, noise) => new RangeTree(_shape, released, noise[0]).Range(100, 900, 0.95));

    [Benchmark(Baseline = true), BenchmarkCategory("products of 10 columns, 10⁵ rows")]
    public double[,] PlainProducts() => Products();

    [Benchmark, BenchmarkCategory("products of 10 columns, 10⁵ rows")]
    public Task<LinearFit> PrivateLinearRegressionAsync() => ReleaseAsync(
        _linear.Sensitivity, () => _linear.Of(_table, _targets), (released, noise) => _linear.From(released, noise, 0.95)!, Codec.Integer);

    [Benchmark, BenchmarkCategory("products of 10 columns, 10⁵ rows")]
    public Task<ComponentFit> PrivateComponentsAsync() => ReleaseAsync(
        _components.Sensitivity, () => _components.Of(_table), (released, noise) => _components.From(released, noise, 0.95)!, Codec.Integer);

    [Benchmark(Baseline = true), BenchmarkCategory("logistic regression, 20 steps, 10⁵ rows")]
    public double[] PlainLogisticRegression()
    {
        var theta = new double[Columns + 1];
        for (var step = 0; step < Steps; step++)
        {
            var gradient = new double[Columns + 1];
            for (var i = 0; i < Rows; i++)
            {
                var score = theta[0];
                for (var j = 0; j < Columns; j++)
                {
                    score += theta[j + 1] * _table[i, j];
                }

                var miss = (1 / (1 + Math.Exp(-score))) - (_labels[i] ? 1 : 0);
                gradient[0] += miss;
                for (var j = 0; j < Columns; j++)
                {
                    gradient[j + 1] += miss * _table[i, j];
                }
            }

            for (var j = 0; j <= Columns; j++)
            {
                theta[j] -= 4 * gradient[j] / Rows;
            }
        }

        return theta;
    }

    [Benchmark, BenchmarkCategory("logistic regression, 20 steps, 10⁵ rows")]
    public async Task<double[]> PrivateLogisticRegressionAsync()
    {
        var regression = new LogisticRegression(Columns, 4, Steps, 0.5);
        double[] fitted = [];
        await _account.SpendZcdp(0.5).RunAsync(
            "logistic regression", regression.Loss, async (permit, token) =>
            {
                var rows = await permit.OpenAsync(new Sensitive<double[,]>(People, _ => ValueTask.FromResult(_table)), token);
                fitted = regression.Fit(rows, _labels, Rows, permit);
                return 0L;
            }, Codec.Integer);
        return fitted;
    }

    private double[,] Products()
    {
        var products = new double[Columns, Columns];
        for (var row = 0; row < Rows; row++)
        {
            for (var i = 0; i < Columns; i++)
            {
                for (var j = i; j < Columns; j++)
                {
                    products[i, j] += _table[row, i] * _table[row, j];
                }
            }
        }

        return products;
    }

    private async Task<Estimate> ReleaseAsync(AggregateSensitivity sensitivity, Func<Int128[]> exact, Func<Int128[], NoiseScale[], Estimate> estimate)
    {
        var noise = sensitivity.Gaussian(0.5);
        return (await _account.SpendZcdp(0.5).RunAsync(
            "statistic", noise.Loss, (permit, _) => Task.FromResult(estimate(permit.Draw(noise, exact(), sensitivity.Weights), sensitivity.ScalesOf(noise))), Codec.Estimate)).Value;
    }

    private async Task<T> ReleaseAsync<T>(AggregateSensitivity sensitivity, Func<Int128[]> exact, Func<Int128[], NoiseScale[], T> estimate, Codec<long> codec)
    {
        var noise = sensitivity.Gaussian(0.5);
        T result = default!;
        await _account.SpendZcdp(0.5).RunAsync("statistic", noise.Loss, (permit, _) =>
        {
            result = estimate(permit.Draw(noise, exact(), sensitivity.Weights), sensitivity.ScalesOf(noise));
            return Task.FromResult(0L);
        }, codec);
        return result;
    }
}
