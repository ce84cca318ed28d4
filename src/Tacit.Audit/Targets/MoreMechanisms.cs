using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Audit.Targets;

/// <summary>Choices among candidates, local reports and noise of other shapes, each at ε = 1 on the pair that its proof is tight for.</summary>
internal static class MoreMechanisms
{
    // Candidate 0 leads the other two by twice the number, or trails them: each score moves by one, some up and some down.
    private static readonly NeighbourPair<long>[] Trailing = [new(-4, -3, "a candidate far behind and a little less far")];
    private static readonly NeighbourPair<long>[] Leads = [.. Enumerable.Range(-8, 16).Select(n => new NeighbourPair<long>(n, n + 1, $"a lead of {2 * n} and of {2 * (n + 1)}"))];

    public static AuditTarget[] All => [Choice(), NoisyMax(), TopK(), Response(), Stairs(), Corner(), Analytic()];

    private static AuditTarget Choice()
    {
        var mechanism = new ExponentialMechanism(1, 1);
        return new("exponential", "One of three candidates by the exponential mechanism.", false, new(1), Trailing, Leads, (lead, random) => mechanism.Sample(Scores(lead), random));
    }

    private static AuditTarget NoisyMax()
    {
        var mechanism = new ReportNoisyMax(1, 1);
        return new("report-noisy-max", "One of three candidates by the largest noisy score; the score stays inside.", false, new(1), Trailing, Leads, (lead, random) => mechanism.Sample([lead, -lead, -lead], random));
    }

    private static AuditTarget TopK()
    {
        var mechanism = new NoisyTopK(1, 1, 2);
        return new("noisy-top-k", "Two of three candidates, in order.", false, new(1), Trailing, Leads, (lead, random) =>
        {
            var chosen = mechanism.Sample(Scores(lead), random);
            return (chosen[0], chosen[1]);
        });
    }

    private static AuditTarget Response()
    {
        var mechanism = new RandomizedResponse(1, 4);
        NeighbourPair<long>[] answers = [.. Enumerable.Range(0, 3).Select(n => new NeighbourPair<long>(n, n + 1, $"the answers {n} and {n + 1}"))];
        return new("randomized-response", "One person's answer out of four, reported by randomized response.", false, new(1), [answers[0]], answers, (answer, random) => mechanism.Sample(answer, random));
    }

    private static AuditTarget Stairs()
    {
        var mechanism = new Staircase(1, 1);
        return new("staircase", "A count with staircase noise.", false, new(1), AuditTargets.OneUnit, AuditTargets.Counts, (count, random) => (long)mechanism.Sample(count, random));
    }

    private static AuditTarget Corner()
    {
        var mechanism = new LInfinityNoise(1, 1, 2);
        return new("l-infinity", "Two counts, both moved by a unit, with noise for the L∞ norm.", false, new(1), AuditTargets.OneUnit, AuditTargets.Counts, (count, random) =>
        {
            var noisy = mechanism.Sample([count, count], random);
            return ((long)noisy[0], (long)noisy[1]);
        });
    }

    private static AuditTarget Analytic()
    {
        var mechanism = new AnalyticGaussian(1, 0.01, 1);
        return new("analytic-gaussian", "A count with the least Gaussian noise for ε = 1 and δ = 0.01, rounded to integers.", false, new(1, 0.01), AuditTargets.OneUnit, AuditTargets.Counts, (count, random) => mechanism.Sample([count], random)[0]);
    }

    private static Rational[] Scores(long lead) => [lead, -lead, -lead];
}
