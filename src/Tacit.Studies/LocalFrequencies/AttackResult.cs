using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>How often guesses name the real attribute.</summary>
/// <param name="Kind">The protocol.</param>
/// <param name="Epsilon">The nominal ε.</param>
/// <param name="Expected">What was computed.</param>
/// <param name="Best">Of the likeliest attribute.</param>
/// <param name="Astray">How far guesses whose truth is known are from their probabilities, in standard deviations.</param>
/// <param name="Learned">Of a classifier; NaN where none learned.</param>
internal sealed record AttackResult(TupleKind Kind, double Epsilon, double Expected, double Best, double Astray, double Learned)
{
    public static AttackResult Of(TupleKind kind, double epsilon, double expected, int reports, int known, int examples, ulong seed)
    {
        var (attack, random) = (new SampledAttack(kind, epsilon), RandomSource.Seeded(seed));
        var best = attack.BestAccuracy(reports, random);
        var (gap, variance) = (0.0, 0.0);
        var test = attack.Labelled(known, random);
        foreach (var (report, real) in test)
        {
            var probabilities = attack.Probabilities(report);
            var most = probabilities.Max();
            gap += (Array.IndexOf(probabilities, most) == real ? 1 : 0) - most;
            variance += most * (1 - most);
        }

        var learned = double.NaN;
        if (examples > 0)
        {
            var classifier = new LearnedAttack([.. attack.Labelled(examples, random).Select(e => (attack.MarksOf(e.Report), e.Real))], random);
            learned = test.Average(t => classifier.Guess(attack.MarksOf(t.Report)) == t.Real ? 1.0 : 0);
        }

        return new(kind, epsilon, expected, best, Math.Abs(gap) / Math.Sqrt(variance), learned);
    }
}
