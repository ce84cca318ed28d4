using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>How far below the grid the true losses of the lower laws may lie together: at most κ, but for a small tilted mass.</summary>
/// <remarks>κ = min over t of (ΣT ln E_θ[e^{−ts}] + ln(1/lost))/t over independent offsets s, or ΣT·h/2, which misses nothing.</remarks>
internal sealed class Offsets(double theta, double lostEach)
{
    /// <summary>κ.</summary>
    public double Shift { get; private set; }

    /// <summary>The tilted mass that κ misses.</summary>
    public double Lost { get; private set; }

    /// <summary>Adds the offsets of a stage.</summary>
    public void Add(List<(GridLaw Law, long Count)> laws)
    {
        var half = laws[0].Law.Step / 2;
        var surely = laws.Sum(l => (double)l.Count) * half;
        var probably = Probably(laws, half);
        Shift += Math.Min(surely, probably) + 1e-15;
        Lost += probably < surely ? lostEach : 0;
    }

    // With the moments of s and Bennett's inequality for |s| ≤ h/2, so that a trial of t costs nothing.
    private double Probably(List<(GridLaw Law, long Count)> laws, double half)
    {
        var moments = laws.Select(l => (l.Count, l.Law.TiltedError, Moments: l.Law.OffsetMoments(theta))).ToArray();
        double At(double logT)
        {
            var t = Math.Exp(logT);
            var x = t * half;
            var growth = x < 1e-3 ? 1 + (x / 3) + (x * x / 10) : 2 * (Math.Exp(x) - 1 - x) / (x * x);
            var sum = moments.Sum(m => m.Count * Elementary.LogP1(Math.Max(
                -0.999, (-t * m.Moments.Mean) + (t * t * m.Moments.Square * growth / 2) + (m.TiltedError * Elementary.ExpM1(x)))));
            return (sum - Math.Log(lostEach)) / t;
        }

        return At(GoldenSection.Minimum(At, Math.Log(1e-6 / half), Math.Log(50 / half), 60).Place);
    }
}
