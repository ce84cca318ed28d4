using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>The ε of a shuffle of reports at a δ, in closed form: looser than the loss distribution, and as quick for any number of users.</summary>
/// <remarks>
/// Source: Feldman, McMillan and Talwar (2021), Theorem 3.1: ε ≤ ln(1 + (e^{ε₀}−1)/(e^{ε₀}+1)·(8√(e^{ε₀} ln(4/δ)/n) + 8e^{ε₀}/n)) for
/// ε₀ ≤ ln(n/(16 ln(2/δ))). Replace relation. Elsewhere a shuffle costs what one report does.
/// </remarks>
internal static class ShuffleAmplification
{
    public static double Epsilon(ShuffledEvent shuffled, double delta)
    {
        var local = shuffled.LocalEpsilon.ToDoubleUp();
        var users = (double)shuffled.Users * (1 - 1e-15);
        if (!(delta > 0) || !(local <= Math.Log(users / (16 * Math.Log(2 / delta))) - 1e-12))
        {
            return local;
        }

        var e = Math.Exp(local);
        var closed = Elementary.LogP1(Math.Tanh(local / 2) * ((8 * Math.Sqrt(e * Math.Log(4 / delta) / users)) + (8 * e / users)));
        return Math.Min(local, closed * (1 + 1e-12));
    }
}
