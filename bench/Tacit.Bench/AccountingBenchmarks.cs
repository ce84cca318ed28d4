using BenchmarkDotNet.Attributes;
using Tacit.Accounting;

namespace Tacit.Bench;

/// <summary>Certified brackets beside the usual uncertified composition on a grid of 1e-4.</summary>
[MemoryDiagnoser, MinColumn, MedianColumn]
public class AccountingBenchmarks
{
    private const Neighbours AddRemove = Neighbours.AddRemove;
    private readonly PrivacyLoss _training = PrivacyLoss.Gaussian(1.1).PoissonSampled(256 / 60_000.0).Repeat(14_061);
    private readonly PrivacyLoss _million = PrivacyLoss.Gaussian(1).PoissonSampled(0.001).Repeat(1_000_000);

    [Benchmark(Baseline = true)]
    public double TextbookUpperOnly() => TextbookLossDistribution.Epsilon(1.1, 256 / 60_000.0, 14_061, 1e-5, 1e-4);

    [Benchmark]
    public Bracket Certified14061Steps() => Accountant.LossDistributions.Epsilon(_training, 1e-5, AddRemove);

    [Benchmark]
    public Bracket CertifiedMillionSteps() => Accountant.LossDistributions.Epsilon(_million, 1e-6, AddRemove);

    [Benchmark]
    public Bracket RenyiAllOrders() => Accountant.Renyi.Epsilon(_training, 1e-5, AddRemove);

    [Benchmark]
    public double CalibrateNoise() => Calibration.Noise(
        s => PrivacyLoss.Gaussian(s).PoissonSampled(256 / 60_000.0).Repeat(14_061), 1, 1e-5, AddRemove, Accountant.LossDistributions);
}
