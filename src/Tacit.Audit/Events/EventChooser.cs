using Tacit.Audit.Outputs;
using Tacit.Numerics;

namespace Tacit.Audit.Events;

/// <summary>Chooses what to judge, from the first half of the runs: half-lines, cells and exact values of every feature, and half-lines of a learned score.</summary>
/// <remarks>
/// Nothing here can make a false alarm: the chosen events are judged on runs that were not looked at. Candidates are ranked by the bound that their counts
/// promise (Wilson's interval in place of Clopper and Pearson's), not by the plain ratio, which prefers events that were seen once.
/// </remarks>
internal sealed class EventChooser(PrivacyClaim claim, AuditOptions options, double alpha)
{
    private const int MaxCells = 64;
    private const int MaxAtoms = 64;
    private const int AtomsSeen = 20;
    private readonly double _z = Normal.UpperQuantile(Math.Min(0.49, alpha / (2 * options.MaxEvents)));

    public List<Candidate> Choose(List<Feature> features, ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second) =>
        Keep(Candidates(features, first, second), [.. first, .. second]);

    /// <summary>How much one would like to judge these two inputs: the largest excess over the claim, in standard errors. Serves faults in ε and in δ alike.</summary>
    public double Promise(List<Feature> features, ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second) =>
        Candidates(features, first, second).Select(c => c.Excess).DefaultIfEmpty(double.NegativeInfinity).Max();

    private List<Candidate> Candidates(List<Feature> features, ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second)
    {
        var candidates = new List<Candidate>();
        foreach (var feature in features)
        {
            Add(feature, feature.Column(first), feature.Column(second), candidates, first, second);
        }

        // The score is trained on one quarter of the runs, and its half-lines are chosen on the next, where it has not seen the answers.
        var half = first.Length / 2;
        if (Score.Train(features, first[..half], second[..half]) is { } score)
        {
            Add(score, score.Column(first[half..]), score.Column(second[half..]), candidates, first, second);
        }

        return candidates;
    }

    private List<Candidate> Keep(List<Candidate> candidates, Observation[] outputs)
    {
        var kept = new List<Candidate>();
        var sets = new HashSet<(ulong, bool)>();
        var byEpsilon = candidates.Where(c => c.Epsilon > 0).OrderByDescending(c => c.Epsilon).ToList();
        var byDelta = claim.Delta > 0 ? candidates.Where(c => c.Delta > 0).OrderByDescending(c => c.Delta).ToList() : [];
        Take(byEpsilon, byDelta.Count > 0 ? (options.MaxEvents + 1) / 2 : options.MaxEvents, c => c.Hope >= byEpsilon[0].Epsilon);
        Take(byDelta, options.MaxEvents - kept.Count, c => c.Delta >= byDelta[0].Delta / 2);
        return kept;

        // One event of a feature in each direction, because its neighbours would win and lose with it, and one name of a set of outputs.
        void Take(List<Candidate> ranked, int most, Func<Candidate, bool> worthIt)
        {
            var features = new HashSet<(string, bool)>();
            foreach (var c in ranked.TakeWhile(_ => most > 0).Where(worthIt))
            {
                if (!features.Add((c.Event.Feature.Name, c.SecondIsLikelier)) || !sets.Add((c.Event.Members(outputs), c.SecondIsLikelier)))
                {
                    continue;
                }

                kept.Add(c);
                if (--most == 0)
                {
                    return;
                }
            }
        }
    }

    private void Add(Feature feature, double[] first, double[] second, List<Candidate> candidates, ReadOnlySpan<Observation> firstOutputs, ReadOnlySpan<Observation> secondOutputs)
    {
        var (a, b) = (new SortedColumn(first), new SortedColumn(second));
        var pooled = SortedColumn.Merge(a, b);
        if (pooled.Count == 0)
        {
            return;
        }

        var values = pooled.Distinct(MaxCells + 1);
        if (feature.IsLabel || values.Count <= MaxCells)
        {
            foreach (var atom in Atoms(a, b, pooled, feature.IsLabel ? int.MaxValue : 0))
            {
                var label = feature.IsLabel ? Example(feature, atom, firstOutputs, secondOutputs) : null;
                Try(new(feature, atom, atom, IsComplement: false, label), a, b, candidates);
                Try(new(feature, atom, atom, IsComplement: true, label), a, b, candidates);
            }
        }
        else
        {
            foreach (var atom in Atoms(a, b, pooled, MaxAtoms))
            {
                Try(new(feature, atom, atom, IsComplement: false, null), a, b, candidates);
            }
        }

        if (feature.IsLabel)
        {
            return;
        }

        var cuts = values.Count <= MaxCells ? values : pooled.Quantiles(MaxCells);
        for (var i = 0; i < cuts.Count; i++)
        {
            Try(new(feature, cuts[i], double.PositiveInfinity, IsComplement: false, null), a, b, candidates);
            Try(new(feature, double.NegativeInfinity, cuts[i], IsComplement: false, null), a, b, candidates);
            if (i + 1 < cuts.Count && values.Count > MaxCells)
            {
                Try(new(feature, cuts[i], Math.BitDecrement(cuts[i + 1]), IsComplement: false, null), a, b, candidates);
            }
        }
    }

    // Values that are seen often enough to mean something, the most telling first.
    private static IEnumerable<double> Atoms(SortedColumn a, SortedColumn b, SortedColumn pooled, int most)
    {
        var atoms = pooled.Repeated(AtomsSeen);
        return most == 0 ? atoms : atoms.OrderByDescending(v => Math.Abs(a.CountAt(v) - b.CountAt(v)) / Math.Sqrt(a.CountAt(v) + b.CountAt(v))).Take(Math.Min(most, MaxAtoms));
    }

    private static string Example(Feature feature, double label, ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second)
    {
        foreach (var observation in first)
        {
            if (feature.Read(observation) == label)
            {
                return feature.Describe!(observation);
            }
        }

        foreach (var observation in second)
        {
            if (feature.Read(observation) == label)
            {
                return feature.Describe!(observation);
            }
        }

        return "?";
    }

    private void Try(OutputEvent chosen, SortedColumn a, SortedColumn b, List<Candidate> candidates)
    {
        var inFirst = a.CountIn(chosen.Low, chosen.High);
        var inSecond = b.CountIn(chosen.Low, chosen.High);
        var (hits, others) = chosen.IsComplement ? (a.Runs - inFirst, b.Runs - inSecond) : (inFirst, inSecond);
        Rank(chosen, secondIsLikelier: false, hits, others, a.Runs, candidates);
        Rank(chosen, secondIsLikelier: true, others, hits, a.Runs, candidates);
    }

    private void Rank(OutputEvent chosen, bool secondIsLikelier, long hits, long others, int runs, List<Candidate> candidates)
    {
        var (low, _) = Wilson(hits, runs, _z);
        var (_, up) = Wilson(others, runs, _z);
        var (_, hopeUp) = Wilson(hits, runs, 1);
        var (hopeLow, _) = Wilson(others, runs, 1);
        var epsilon = low > claim.Delta ? Math.Log((low - claim.Delta) / up) : double.NegativeInfinity;
        var delta = low - (Math.Exp(claim.Epsilon) * up);
        if (epsilon > 0 || delta > 0)
        {
            // One hit more on each side, so that an event that was never seen has an error too.
            var (p, q) = ((hits + 1.0) / (runs + 2), (others + 1.0) / (runs + 2));
            var ratio = Math.Exp(claim.Epsilon);
            var excess = (p - (ratio * q) - claim.Delta) / Math.Sqrt(((p * (1 - p)) + (ratio * ratio * q * (1 - q))) / runs);
            candidates.Add(new(chosen, secondIsLikelier, epsilon, delta, excess, Math.Log(Math.Max(0, hopeUp - claim.Delta) / hopeLow)));
        }
    }

    private static (double Low, double High) Wilson(long hits, long draws, double z)
    {
        var p = (double)hits / draws;
        var t = z * z / draws;
        var half = Math.Sqrt(t * ((p * (1 - p)) + (t / 4)));
        return (Math.Max(0, (p + (t / 2) - half) / (1 + t)), Math.Min(1, (p + (t / 2) + half) / (1 + t)));
    }
}
