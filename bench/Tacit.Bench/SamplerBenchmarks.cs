using BenchmarkDotNet.Attributes;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Bench;

/// <summary>Exact integer samplers beside the textbook floating-point ones, which leak through their rounding.</summary>
[MemoryDiagnoser, MinColumn, MedianColumn]
public class SamplerBenchmarks
{
    private readonly RandomSource _random = RandomSource.Create();
    private DiscreteLaplace _laplace = null!;
    private DiscreteGaussian _gaussian = null!;
    private DiscreteLaplace _laplaceCoins = null!;
    private DiscreteGaussian _gaussianCoins = null!;

    [Params(10, 1000, 100_000)]
    public int Scale { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _laplace = new DiscreteLaplace((Rational)Scale);
        _gaussian = new DiscreteGaussian((Rational)Scale);
        _laplaceCoins = new DiscreteLaplace(Scale, SamplerRoute.Coins);
        _gaussianCoins = new DiscreteGaussian(Scale, SamplerRoute.Coins);
    }

    [Benchmark(Baseline = true)]
    public double NaiveLaplace()
    {
        var uniform = ((_random.NextUInt64() >> 11) + 0.5) * (1.0 / (1UL << 53));
        return _random.NextBit() ? Scale * Math.Log(uniform) : -Scale * Math.Log(uniform);
    }

    [Benchmark]
    public Int128 ExactLaplace() => _laplace.Sample(_random);

    [Benchmark]
    public Int128 ExactGaussian() => _gaussian.Sample(_random);

    [Benchmark]
    public Int128 ExactLaplaceByCoins() => _laplaceCoins.Sample(_random);

    [Benchmark]
    public Int128 ExactGaussianByCoins() => _gaussianCoins.Sample(_random);
}
