using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Tacit.Mechanisms.Bulk;
using Tacit.Randomness;

namespace Tacit.Bench;

/// <summary>Noise for an array of 2^18 values on one thread; times are for one value. The baseline is a predictable Ziggurat.</summary>
[MemoryDiagnoser, MinColumn, MedianColumn]
public class BulkNoiseBenchmarks
{
    private const int Count = 1 << 18;
    private static readonly BulkOptions One = new(Threads: 1);
    private readonly RandomSource _random = RandomSource.Create();
    private readonly float[] _floats = new float[Count];
    private readonly int[] _integers = new int[Count];
    private readonly uint[] _words = new uint[Count];
    private readonly Aes _aes = Aes.Create();
    private readonly LatticeNoise _rounded = LatticeNoise.RoundedGaussian(1024);
    private readonly LatticeNoise _discrete = LatticeNoise.DiscreteGaussian(1024);
    private readonly LatticeNoise _laplace = LatticeNoise.DiscreteLaplace(1024);

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void PredictableZiggurat() => Baselines.Ziggurat(_floats);

    [Benchmark(OperationsPerInvoke = Count)]
    public void BoxMullerOverKeystream()
    {
        Baselines.Keystream(_aes, _words);
        Baselines.BoxMuller(_floats, _words);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void NaiveLaplaceOverKeystream()
    {
        Baselines.Keystream(_aes, _words);
        Baselines.NaiveLaplace(_floats, _words);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void KeystreamAlone() => Baselines.Keystream(_aes, _words);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FloatGaussian() => FloatNoise.Gaussian(1).AddTo(_floats, _random, One);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FloatLaplace() => FloatNoise.Laplace(1).AddTo(_floats, _random, One);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FloatGaussianPlain() => FloatNoise.Gaussian(1).AddTo(_floats, _random, new BulkOptions(1, Plain: true));

    [Benchmark(OperationsPerInvoke = Count)]
    public void ExactRoundedGaussian() => _rounded.AddTo(_integers, _random, One);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ExactDiscreteGaussian() => _discrete.AddTo(_integers, _random, One);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ExactDiscreteLaplace() => _laplace.AddTo(_integers, _random, One);

    [Benchmark(OperationsPerInvoke = Count)]
    public void ExactRoundedGaussianPlain() => _rounded.AddTo(_integers, _random, new BulkOptions(1, Plain: true));
}
