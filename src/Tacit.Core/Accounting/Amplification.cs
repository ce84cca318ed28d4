using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>What sampling does to a loss.</summary>
internal static class Amplification
{
    /// <summary>ln(1 + q(e^ε−1)), without overflow: the loss of a sample of rate q where the whole has loss ε (Balle, Barthe and Gaboardi 2018).</summary>
    public static double Loss(double epsilon, double rate) => rate == 1 ? epsilon : epsilon > 30
        ? epsilon + Math.Log(rate) + Elementary.LogP1((1 - rate) / rate * Math.Exp(-epsilon))
        : Elementary.LogP1(rate * Elementary.ExpM1(epsilon));

    /// <summary>The loss of the whole where a sample of rate q has this one: ln(1 + (e^ℓ−1)/q), minus infinity where no loss is that small.</summary>
    public static double Whole(double loss, double rate) => loss > 30
        ? loss + Elementary.LogP1(-(1 - rate) * Math.Exp(-loss)) - Math.Log(rate)
        : Elementary.ExpM1(loss) / rate is var ratio && ratio > -1 ? Elementary.LogP1(ratio) : double.NegativeInfinity;

    /// <summary>A bound on τ(α) of a sample, whatever the event: e^{(α−1)τ} is jointly convex, so it is at most 1−q+q·e^{(α−1)τ(α)} of the whole.</summary>
    public static double Renyi(double alpha, double tau, double rate) => double.IsFinite(tau)
        ? Math.Min(tau, Loss((alpha - 1) * tau, rate) / (alpha - 1) * (1 + 1e-11))
        : tau;
}
