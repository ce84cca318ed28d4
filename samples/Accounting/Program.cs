using Tacit;
using Tacit.Accounting;
using Tacit.Accounting.LossDistributions;

// docs: price
PrivacyLoss training = PrivacyLoss.Gaussian(noiseMultiplier: 1.1).PoissonSampled(256 / 60_000.0).Repeat(14_061);
double epsilon = training.Epsilon(delta: 1e-5, Neighbours.AddRemove);                       // the tightest that is certified
Bracket both = Accountant.LossDistributions.Epsilon(training, 1e-5, Neighbours.AddRemove);  // and that no smaller one holds
Console.WriteLine($"ε ≤ {epsilon:0.0000}, and no ε below {both.Lower:0.0000} holds");

// end
// docs: calibrate
double noise = Calibration.Noise(
    s => PrivacyLoss.Gaussian(s).PoissonSampled(0.01).Repeat(1000), epsilon: 1, delta: 1e-6, Neighbours.AddRemove);
Console.WriteLine($"noise multiplier {noise:0.0000} for ε = 1");

// end
// docs: grid
PrivacyLossDistribution add = PrivacyLossDistribution.Of(training, delta: 1e-5, Neighbours.AddRemove, LossDirection.Add, gridStep: 1e-4);
Bracket alone = add.Epsilon(1e-5);
Console.WriteLine($"add alone: ε ≤ {alone.Upper:0.0000}; the transform added {alone.Report!.TransformError:0.0e0} to δ, the window {alone.Report.TruncationError:0.0e0}");

// end
