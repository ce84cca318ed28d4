using Tacit.Audit.Fairness;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Fairness;

/// <summary>Generated rows: a logistic truth, and models that see it through noise.</summary>
internal static class Rows
{
    public static double Uniform(RandomSource random) => ((random.NextUInt64() >> 11) + 0.5) * Math.ScaleB(1, -53);

    public static double Normal(RandomSource random) => Math.Sqrt(-2 * Math.Log(Uniform(random))) * Math.Cos(2 * Math.PI * Uniform(random));

    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Labels, groups of sex and age, and for each amount of noise the scores of a model.</summary>
    public static (LabelledRows Rows, double[][] Scores) Make(RandomSource random, int n, params double[] noise)
    {
        var (labels, sex, age) = (new bool[n], new string[n], new string[n]);
        double[][] scores = [.. noise.Select(_ => new double[n])];
        for (var i = 0; i < n; i++)
        {
            var x = 2 * Normal(random);
            labels[i] = Uniform(random) < Logistic(x);
            sex[i] = random.NextBit() ? "female" : "male";
            age[i] = Uniform(random) < 0.3 ? "old" : "young";
            for (var m = 0; m < noise.Length; m++)
            {
                scores[m][i] = Logistic(x + (noise[m] * Normal(random)));
            }
        }

        return (new(labels, [new("sex", sex), new("age", age)]), scores);
    }

    /// <summary>What a report tells is a number; what is undefined it leaves out.</summary>
    public static void HasNoHole(FairnessReport report)
    {
        foreach (var model in report.Models)
        {
            var told = model.Groups.SelectMany(g => g.Metrics.Values.Cast<Estimate?>().Append(g.Cost?.Cost).Append(g.Cost?.Excess))
                .Concat(model.Gaps.SelectMany(g => new[] { g.DemographicParity, g.EqualisedOdds, g.AccuracyParity, g.Disparity, g.DifferentialCost })).OfType<Estimate>();
            Assert.All(told, e => Assert.True(double.IsFinite(e.Value) && e.Low <= e.Value && e.Value <= e.High, $"{model.Name}: {e}"));
        }
    }

    public static AuditedModel Model(string name, double epsilon, params double[][] runs) => new(name, epsilon, [.. runs.Select(r => new ScoredRun(r))]);
}
