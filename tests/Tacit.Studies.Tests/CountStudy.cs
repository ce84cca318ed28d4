using Tacit.Mechanisms;

namespace Tacit.Studies.Tests;

// docs: study
/// <summary>Whether the error of a private count falls as 1/ε.</summary>
internal sealed class CountStudy : IStudy
{
    private static readonly double[] Epsilons = [0.05, 0.1, 0.2, 0.4];

    public string Id => "count-error";

    public string Experiment => "Mean absolute error of a count with discrete Laplace noise, for ε from 0.05 to 0.4.";

    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("twice the ε, half the error", "halving", PredicateSide.AtMost, 0.55, IsDirection: true),
        new("and not less", "halving", PredicateSide.AtLeast, 0.45, IsDirection: false),
    ];

    public StudyCost CostOf(StudyScale scale) => new(scale == StudyScale.Smoke ? 1 : 5, TimeSpan.FromSeconds(2), 50);

    public Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        var (random, draws) = (trial.Random(), trial.Pick(2_000, 50_000, 200_000));
        double[] errors = [.. Epsilons.Select(epsilon =>
        {
            token.ThrowIfCancellationRequested();
            var noise = new DiscreteLaplace(1 / epsilon);
            return Enumerable.Range(0, draws).Average(_ => (double)Int128.Abs(noise.Sample(random)));
        })];
        return Task.FromResult(new StudyMeasurements(
            new Dictionary<string, double> { ["halving"] = Math.Pow(errors[^1] / errors[0], 1.0 / 3) },
            [new("Error of a count", "discrete Laplace", "ε", "mean absolute error", Epsilons, errors)]));
    }
}

// end
