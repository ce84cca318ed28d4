using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Tacit.Mechanisms.Bulk;
using Tacit.Randomness;

namespace Tacit.Bench;

/// <summary>Arrays of 10^8 values, by threads; times are for one value of the array.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 7)]
public class LargeArrayBenchmarks
{
    private const int Count = 100_000_000;
    private readonly RandomSource _random = RandomSource.Create();
    private readonly LatticeNoise _rounded = LatticeNoise.RoundedGaussian(1024);
    private Array _values = Array.Empty<int>();

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup(Target = nameof(FloatGaussian))]
    public void Floats() => _values = new float[Count];

    [GlobalSetup(Target = nameof(ExactRoundedGaussian))]
    public void Integers() => _values = new int[Count];

    [Benchmark(OperationsPerInvoke = Count)]
    public void FloatGaussian() => FloatNoise.Gaussian(1).AddTo((float[])_values, _random, new BulkOptions(Threads));

    [Benchmark(OperationsPerInvoke = Count)]
    public void ExactRoundedGaussian() => _rounded.AddTo((int[])_values, _random, new BulkOptions(Threads));
}
