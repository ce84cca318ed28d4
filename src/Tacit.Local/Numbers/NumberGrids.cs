using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The grids of each kind: cells and window that come nearest to the published continuous laws.</summary>
internal static class NumberGrids
{
    private const int Usual = 1001;

    /// <summary>The one grid of a kind, or the two of the hybrid: piecewise, then Duchi's.</summary>
    public static NumberGrid[] Of(NumberKind kind, Rational epsilon, int? cells)
    {
        var e = epsilon.ToDouble();
        var half = Math.Exp(e / 2);
        var ends = NumberGrid.Of(2, 1, epsilon);
        switch (kind)
        {
            case NumberKind.Duchi:
                return [ends];
            case NumberKind.SquareWave:
                // b = (εE − E + 1)/(2E(E − 1 − ε)), which tends to ½ for small ε; the window is 2b of 1 + 2b.
                var b = e < 1e-3 ? 0.5 : ((e * half * half) - (half * half) + 1) / (2 * half * half * ((half * half) - 1 - e));
                return [Windowed(2 * b / (1 + (2 * b)), 512)];
            default:
                // (C − 1)/2C of the cells, C = (√E + 1)/(√E − 1); of so many that rounding the window hardly matters.
                var piecewise = Windowed(1 / (half + 1), (int)Math.Clamp(16 * (half + 1), Usual, NumberGrid.MostCells));
                return kind == NumberKind.Hybrid ? [piecewise, ends] : [piecewise];
        }

        NumberGrid Windowed(double share, int usual)
        {
            var m = cells ?? usual;
            if (m is < 3 or > NumberGrid.MostCells)
            {
                throw new BadInputException($"A grid for {NumberNames.Of(kind)} has 3 to {NumberGrid.MostCells} cells, but {m} were given.");
            }

            return NumberGrid.Of(m, Math.Clamp((int)Math.Round(share * m), 1, m - 1), epsilon);
        }
    }

    /// <summary>With which probability the hybrid takes the piecewise grid, over 2^64. Privacy does not depend on it.</summary>
    public static ulong Mix(Rational epsilon) => epsilon.ToDouble() is > 0.6094 and var e ? (ulong)((1 - Math.Exp(-e / 2)) * Math.ScaleB(1, 53)) << 11 : 0;
}
