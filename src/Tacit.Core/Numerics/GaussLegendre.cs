namespace Tacit.Numerics;

/// <summary>Gauss–Legendre quadrature with twelve nodes: exact for polynomials of degree 23.</summary>
internal static class GaussLegendre
{
    private static readonly double[] Nodes =
    [
        0.12523340851146891547, 0.36783149899818019375, 0.58731795428661744730, 0.76990267419430468704, 0.90411725637047485668, 0.98156063424671925069,
    ];

    private static readonly double[] Weights =
    [
        0.24914704581340278500, 0.23349253653835480876, 0.20316742672306592175, 0.16007832854334622633, 0.10693932599531843096, 0.04717533638651182719,
    ];

    /// <summary>∫ f over (from, to).</summary>
    public static double Integrate(double from, double to, Func<double, double> function)
    {
        var (middle, half) = ((from + to) / 2, (to - from) / 2);
        double sum = 0;
        for (var k = 0; k < Nodes.Length; k++)
        {
            sum += Weights[k] * (function(middle - (half * Nodes[k])) + function(middle + (half * Nodes[k])));
        }

        return sum * half;
    }
}
