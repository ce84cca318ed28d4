namespace Tacit.Reporting.Tests;

/// <summary>The statement of a model that was trained on invented scans.</summary>
internal static class SampleModel
{
    private static readonly PrivacyLoss Steps = PrivacyLoss.Gaussian(1.1).PoissonSampled(0.01).Repeat(400);
    private static readonly PrivacyLoss Count = PrivacyLoss.DiscreteLaplace(20, 1);

    /// <summary>ε of both mechanisms together at 1e-5, by loss distributions.</summary>
    public static double Epsilon { get; } = Accounting.Accountant.LossDistributions.Epsilon(PrivacyLoss.Composed(Steps, Count), 1e-5, Neighbours.AddRemove).Upper;

    public static ModelStatement Model { get; } = new()
    {
        Name = "scan classifier",
        Unit = PrivacyUnit.Person("id"),
        Trust = TrustModel.Central,
        NoiseBy = "the owner of the scans",
        Epsilon = Epsilon,
        Delta = 1e-5,
        Units = 20_000,
        Accountant = new("pld", "Tacit 0.1", "grid step 1e-4"),
        Mechanisms =
        [
            new("DP-SGD", "one person moves a clipped sum of gradients by 0.5", 0.5, 1.1, SamplingScheme.Poisson, SamplingScheme.Poisson, 400, Steps),
            new("size of the training set", "one person moves the count by 1", null, 20, SamplingScheme.Everybody, SamplingScheme.Everybody, 1, Count),
        ],
        Composition = "The last training run and the count.",
        CountsTuning = true,
        UncoveredChoices = ["none"],
        Sampler = "a coin for each person",
        Randomness = "AES-256-CTR, keyed by the operating system",
        FloatingPoint = "integer noise on a lattice",
        PublicData = "pre-trained on public photographs",
        Utility = new(["measure"], ["value"], [new(["AUROC"], [new(0.84, 0.82, 0.86, 0.95, "rows and seeds")])]),
        Subgroups = new(["group"], ["AUROC", "cost"], [new(["sex=female"], [new(0.83, 0.8, 0.86, 0.95, "rows and seeds"), new(0.02, -0.01, 0.05, 0.95, "rows and seeds")]), new(["sex=male"], [new(0.85, 0.82, 0.88, 0.95, "rows and seeds"), null])]),
        MeasuredOn = "5,000 held-out persons who agreed",
        Attack = new("membership by loss", 0.4, 0.95, Neighbours.AddRemove),
        LedgerId = "0123456789abcdef0123456789abcdef",
        Retention = "kept for ten years by the hospital",
        IsPrivate = true,
    };

    public static PrivacyReport Report(ModelStatement? model = null) => SampleReport.Private with { Answers = [], Refusals = [], Models = [model ?? Model] };
}
