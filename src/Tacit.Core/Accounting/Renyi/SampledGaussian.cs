using Tacit.Numerics;

namespace Tacit.Accounting.Renyi;

/// <summary>τ(α) of Poisson-subsampled Gaussian noise, at any order above one.</summary>
/// <remarks>
/// (α−1)τ = ln E_{x~N(0,σ²)}[(1−q+q e^{(2x−1)/2σ²})^α]: the "remove" direction, which dominates the other (Mironov, Talwar and Zhang 2019).
/// The integrand is analytic in the strip |Im x| &lt; πσ² and falls like a Gaussian, so the trapezoidal rule converges geometrically
/// (Trefethen and Weideman 2014); all terms are positive. The popular series with |C(α,i)| is loose and is not used.
/// </remarks>
internal sealed class SampledGaussian
{
    private const int MostTerms = 1 << 14;

    private readonly double _rate;
    private readonly double _mu2;
    private readonly double _sigma;
    private readonly double _step;
    private readonly List<double> _losses = [];
    private readonly double _from;

    public SampledGaussian(double rate, double muSquared)
    {
        _rate = rate;
        _mu2 = muSquared;
        var sigma = 1 / Math.Sqrt(muSquared);
        _sigma = sigma;

        // Error e^{−2πd/step + growth} at half of the strip; ten more e-folds than a double holds.
        _step = Math.Min(0.4 * sigma, Math.PI * Math.PI * sigma * sigma / 46);
        _from = -12 * sigma;
    }

    public double Divergence(double alpha)
    {
        var gaussian = alpha * _mu2 / 2 * (1 + 1e-11);

        // The mass sits between 0 and α; 12σ beyond either end is below 1e-31.
        var terms = Math.Ceiling((alpha + (12 * _sigma) - _from) / _step);
        if (_rate == 1 || !(terms < MostTerms))
        {
            return _rate == 1 ? gaussian : Amplification.Renyi(alpha, gaussian, _rate);
        }

        var last = (int)terms;
        Extend(last);
        var max = double.NegativeInfinity;
        for (var k = 0; k <= last; k++)
        {
            max = Math.Max(max, (alpha * _losses[k]) - (Standard(k) * Standard(k) / 2));
        }

        var weight = _step / (_sigma * Math.Sqrt(2 * Math.PI));
        var log = max < 30 ? Elementary.LogP1(Excess(alpha, last, weight)) : max + Math.Log(Scaled(alpha, last, max) * weight);
        return Math.Min(log / (alpha - 1) * (1 + 1e-11), gaussian);
    }

    // E[(1+y)^α] − 1 = E[(1+y)^α − 1 − αy], because E[y] = 0: positive terms that do not cancel when q is small.
    private double Excess(double alpha, int last, double weight)
    {
        double sum = 0;
        double rounding = 0;
        for (var k = 0; k <= last; k++)
        {
            var density = Math.Exp(-Standard(k) * Standard(k) / 2) * weight;
            var y = Elementary.ExpM1(_losses[k]);
            var log = alpha * _losses[k];
            sum += log < 1
                ? density * (Elementary.ExpM1(log) - (alpha * y))
                : (Math.Exp(log - (Standard(k) * Standard(k) / 2)) * weight) - (density * (1 + (alpha * y)));
            rounding += density * Math.Abs(alpha * y);
        }

        return sum + (4e-16 * rounding);
    }

    private double Scaled(double alpha, int last, double max)
    {
        double sum = 0;
        for (var k = 0; k <= last; k++)
        {
            sum += Math.Exp((alpha * _losses[k]) - (Standard(k) * Standard(k) / 2) - max);
        }

        return sum;
    }

    private double Standard(int k) => (_from + (k * _step)) / _sigma;

    private void Extend(int last)
    {
        lock (_losses)
        {
            for (var k = _losses.Count; k <= last; k++)
            {
                var t = ((2 * (_from + (k * _step))) - 1) / (2 * _sigma * _sigma);
                _losses.Add(Amplification.Loss(t, _rate));
            }
        }
    }
}
