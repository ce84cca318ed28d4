namespace Tacit.Audit;

/// <summary>What the runs on one pair of neighbours prove.</summary>
/// <param name="Pair">The pair in words.</param>
/// <param name="OfTime">Whether the output is the time that a run takes, and not what it returns: a test of its own.</param>
/// <param name="Alpha">The share of the error probability that this test was judged with; each of m events is judged by two bounds at α/(2m).</param>
/// <param name="Events">The judged events, the strongest first.</param>
public sealed record PairResult(string Pair, bool OfTime, double Alpha, IReadOnlyList<JudgedEvent> Events)
{
    /// <summary>The largest lower bound on ε; zero if nothing was worth judging.</summary>
    public double EpsilonAtLeast => Events.Select(e => e.EpsilonAtLeast).DefaultIfEmpty().Max();

    /// <summary>The largest lower bound on δ at the claimed ε.</summary>
    public double DeltaAtLeast => Events.Select(e => e.DeltaAtLeast).DefaultIfEmpty().Max();
}
