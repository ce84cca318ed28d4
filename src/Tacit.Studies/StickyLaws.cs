using Tacit.Audit.Secrets;
using Tacit.Randomness;

namespace Tacit.Studies;

/// <summary>Differences of two answers of a sticky-noise engine, drawn from the laws that they have where a person has a secret and where not; and how often they are told apart.</summary>
internal sealed class StickyLaws(RandomSource random, int trials)
{
    /// <summary>The accuracy of the likelihood ratio with k known columns: N(1, 2k + 2) against N(0, 2).</summary>
    public double Ratio(int known, bool rounded) => Accuracy(has =>
    {
        var differences = new double[known];
        for (var i = 0; i < known; i++)
        {
            // Static layers of k conditions, dynamic ones of the first set, and of the second where it is another one.
            var (fixedLayers, first) = (Generated.Normal(random, known), Generated.Normal(random, known));
            var second = has ? Generated.Normal(random, known) : first;
            (first, second) = ((has ? 1 : 0) + fixedLayers + first, fixedLayers + second + Generated.Normal(random, 2));
            differences[i] = rounded ? Math.Round(first) - Math.Round(second) : first - second;
        }

        return DifferentialNoiseAttack.LogLikelihoodRatio(differences, known, rounded) > 0;
    });

    /// <summary>The accuracy of the variance of m rounded differences, all of one number or each with noise N(0, 2) of its own.</summary>
    public double Cloning(int dummies) => Accuracy(has =>
    {
        var (shared, differences) = (Generated.Normal(random, 2), new double[dummies]);
        for (var j = 0; j < dummies; j++)
        {
            var answer = Generated.Normal(random, 8);
            differences[j] = Math.Round(answer) - Math.Round(answer + shared + (has ? Generated.Normal(random, 2) : 0));
        }

        return CloningAttack.Variance(differences) > CloningAttack.Threshold(dummies);
    });

    private double Accuracy(Func<bool, bool> says)
    {
        var right = 0;
        for (var i = 0; i < trials; i++)
        {
            right += says(i % 2 == 0) == (i % 2 == 0) ? 1 : 0;
        }

        return (double)right / trials;
    }
}
