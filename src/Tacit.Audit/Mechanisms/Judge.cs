using Tacit.Audit.Events;
using Tacit.Auditing;

namespace Tacit.Audit.Mechanisms;

/// <summary>Counts the chosen events in runs that were not looked at, and bounds what they prove.</summary>
internal static class Judge
{
    public static PairResult Of(string pair, bool ofTime, List<Candidate> chosen, Sample sample, PrivacyClaim claim, double alpha)
    {
        var each = alpha / Math.Max(1, chosen.Count);
        long draws = sample.First.Length;
        var judged = chosen.Select(c =>
        {
            var first = c.Event.Count(c.Event.Feature.Column(sample.First));
            var second = c.Event.Count(c.Event.Feature.Column(sample.Second));
            var (hits, others) = c.SecondIsLikelier ? (second, first) : (first, second);
            return new JudgedEvent(
                c.Event.ToString(),
                c.SecondIsLikelier,
                hits,
                others,
                draws,
                EmpiricalLoss.EpsilonAtLeast(hits, draws, others, draws, each, claim.Delta),
                EmpiricalLoss.DeltaAtLeast(hits, draws, others, draws, each, claim.Epsilon));
        });
        return new(pair, ofTime, alpha, [.. judged.OrderByDescending(e => e.EpsilonAtLeast).ThenByDescending(e => e.DeltaAtLeast)]);
    }
}
