using Tacit.Numerics;

namespace Tacit.Accounting.Renyi;

/// <summary>τ(α) of Poisson-subsampled Laplace noise of scale b: the larger of both directions.</summary>
/// <remarks>
/// Under Q (without the unit) the base loss ℓ is λ with mass e^{−λ}/2, −λ with mass ½, and between them λ(1−2x) with density (λ/2)e^{−λ(1−x)}
/// on (0, 1), λ = 1/b. Remove: ln E_Q[(1−q+qe^ℓ)^α]; add: the same with exponent 1−α.
/// </remarks>
internal sealed class SampledLaplace(double rate, double lambda)
{
    private const int MostPanels = 800;

    public double Divergence(double alpha)
    {
        // Noise so small, or an order so high, that the integral is not worth its panels: the bound by convexity.
        if (!(lambda * (2 + alpha) < MostPanels / 2))
        {
            return Math.Min(Amplification.Renyi(alpha, lambda, rate), Amplification.Loss(lambda, rate) * (1 + 1e-11));
        }

        var bound = Math.Max(Log(alpha), Log(1 - alpha)) / (alpha - 1) * (1 + 1e-11);
        return Math.Min(bound, Amplification.Loss(lambda, rate) * (1 + 1e-11));
    }

    private double Log(double exponent)
    {
        // E[(1+y)^β] − 1 = E[(1+y)^β − 1 − βy], because E[y] = 0.
        var top = Amplification.Loss(lambda, rate);
        var bottom = Amplification.Loss(-lambda, rate);
        var max = Math.Max(0, Math.Max(exponent * top, exponent * bottom));
        var sum = (Math.Exp(-lambda) / 2 * Term(lambda, exponent, max)) + (Term(-lambda, exponent, max) / 2);
        var panels = 8 + (int)Math.Ceiling(lambda * (2 + Math.Abs(exponent)) * 2);
        for (var k = 0; k < panels; k++)
        {
            sum += GaussLegendre.Integrate(k / (double)panels, (k + 1) / (double)panels, x => lambda / 2 * Math.Exp(-lambda * (1 - x)) * Term(lambda * (1 - (2 * x)), exponent, max));
        }

        return max < 30 ? Elementary.LogP1(sum * Math.Exp(max)) : max + Math.Log(sum);
    }

    // (1+y)^β − 1 − βy over e^max; without the last two parts where they are lost anyway.
    private double Term(double loss, double exponent, double max)
    {
        var y = rate * Elementary.ExpM1(loss);
        var log = exponent * Amplification.Loss(loss, rate);
        return max < 30
            ? Math.Max(0, Elementary.ExpM1(log) - (exponent * y) + (4e-16 * Math.Abs(exponent * y))) * Math.Exp(-max)
            : Math.Exp(log - max);
    }
}
