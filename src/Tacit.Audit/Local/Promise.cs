using System.Runtime.InteropServices;
using Tacit.Numerics;

namespace Tacit.Audit.Local;

/// <summary>About the bound that counts would prove (Wilson's in place of the exact one, which takes longer): good enough to choose by.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Promise(long draws, double alpha, double delta)
{
    private readonly double _z = Normal.UpperQuantile(alpha / 2);

    public double Of(long hits, long others) => hits == 0 ? double.NegativeInfinity : Bound(hits, -1) - delta is > 0 and var low ? Math.Log(low / Bound(others, 1)) : double.NegativeInfinity;

    private double Bound(long hits, int side)
    {
        double n = draws, p = hits / n, square = _z * _z;
        return (p + (square / (2 * n)) + (side * _z * Math.Sqrt((p * (1 - p) / n) + (square / (4 * n * n))))) / (1 + (square / n));
    }
}
