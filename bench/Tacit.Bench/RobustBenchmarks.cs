using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Bench;

/// <summary>Robust estimators made private, beside the same estimator without privacy.</summary>
[MemoryDiagnoser, MinColumn, GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory), CategoriesColumn]
public class RobustBenchmarks
{
    private const int Rows = 1_000_000;
    private readonly long[] _values = new long[Rows];
    private readonly long[][] _points = new long[10_000][];
    private readonly RandomSource _random = RandomSource.Seeded(3);
    private readonly RobustToPrivate _median = new(RobustEstimators.Median, 0, 1_000_000, 1, Neighbours.AddRemove);
    private readonly RobustToPrivate _trimmed = new(RobustEstimators.TrimmedMean(new Numerics.Rational(1, 10)), 0, 1_000_000, 1, Neighbours.AddRemove);
    private readonly DepthMedian _depth = new(3, 0, 1000, 1);
    private readonly LeadingDirection _direction = new(3, 1000, new Numerics.Rational(1, 10), 1, Neighbours.Replace);

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Rows; i++)
        {
            _values[i] = (long)_random.NextBelow(1_000_001);
        }

        for (var i = 0; i < _points.Length; i++)
        {
            _points[i] = [(long)_random.NextBelow(1001), (long)_random.NextBelow(1001), (long)_random.NextBelow(1001)];
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("middle of 10⁶ rows")]
    public long PlainMedian()
    {
        var copy = _values.ToArray();
        Array.Sort(copy);
        return copy[Rows / 2];
    }

    [Benchmark, BenchmarkCategory("middle of 10⁶ rows")]
    public long PrivateMedian() => _median.Draw(_values, _random);

    [Benchmark, BenchmarkCategory("middle of 10⁶ rows")]
    public long PrivateTrimmedMean() => _trimmed.Draw(_values, _random);

    [Benchmark(Baseline = true), BenchmarkCategory("10⁴ rows of 3 columns")]
    public IReadOnlyList<long> PlainDepth() => _depth.Exact(_points);

    [Benchmark, BenchmarkCategory("10⁴ rows of 3 columns")]
    public IReadOnlyList<long> PrivateDepth() => _depth.Draw(_points, _random);

    [Benchmark, BenchmarkCategory("10⁴ rows of 3 columns")]
    public double[] PrivateDirection() => _direction.Draw(_points, _random);
}
