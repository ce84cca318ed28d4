using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>A classifier that has only seen reports whose real attribute it knows: multinomial logistic regression on marks, by stochastic gradients whose steps become smaller.</summary>
internal sealed class LearnedAttack
{
    private const int Epochs = 12;
    private readonly double[,] _weights = new double[SampledAttack.Marks + 1, TupleSurveys.Attributes];

    public LearnedAttack(List<(int[] Marks, int Real)> examples, RandomSource random)
    {
        var step = 0;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            for (var i = 0; i < examples.Count; i++, step++)
            {
                var (marks, real) = examples[(int)random.NextBelow((ulong)examples.Count)];
                Learn(marks, real, 0.05 / (1 + (4.0 * step / examples.Count)));
            }
        }
    }

    /// <summary>The attribute that is most likely the real one.</summary>
    public int Guess(int[] marks)
    {
        var scores = Scores(marks);
        return Array.IndexOf(scores, scores.Max());
    }

    private void Learn(int[] marks, int real, double rate)
    {
        var scores = Scores(marks);
        var top = scores.Max();
        double[] likely = [.. scores.Select(s => Math.Exp(s - top))];
        var sum = likely.Sum();
        for (var c = 0; c < scores.Length; c++)
        {
            var change = rate * ((c == real ? 1 : 0) - (likely[c] / sum));
            _weights[SampledAttack.Marks, c] += change;
            foreach (var mark in marks)
            {
                _weights[mark, c] += change;
            }
        }
    }

    private double[] Scores(int[] marks)
    {
        var scores = new double[TupleSurveys.Attributes];
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = _weights[SampledAttack.Marks, c];
            foreach (var mark in marks)
            {
                scores[c] += _weights[mark, c];
            }
        }

        return scores;
    }
}
