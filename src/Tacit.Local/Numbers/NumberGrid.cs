using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>M cells with a window of W of them that starts at o: the window has probability T/2^64, uniform inside and outside. The ratio of two cells is that of integers, and the mean is a line in o.</summary>
internal sealed class NumberGrid
{
    public const int MostCells = 1 << 16;

    // A number of the range, from 0 to 1, as a whole number of so many bits.
    private const int UnitBits = 62;
    private readonly ulong _windowLimit;
    private readonly ulong _restLimit;

    public NumberGrid(int cells, int window, ulong keep)
    {
        if (cells is < 2 or > MostCells || window < 1 || window >= cells)
        {
            throw new BadInputException($"A grid has 2 to {MostCells} cells and a window of at least one of them and not all, but {cells} and {window} were given.");
        }

        (Cells, Window, Keep) = (cells, window, keep);
        var p = keep / Math.ScaleB(1, 64);
        Inside = p / window;
        Outside = (1 - p) / (cells - window);
        Slope = (Inside - Outside) * window;
        _windowLimit = LocalRandomness.LimitOf((uint)window);
        _restLimit = LocalRandomness.LimitOf((uint)(cells - window));
    }

    public int Cells { get; }

    public int Window { get; }

    public ulong Keep { get; }

    /// <summary>M − W: the last place of a window, and the number of steps of the range.</summary>
    public int Steps => Cells - Window;

    /// <summary>The probability of a cell of the window, and of one beside it.</summary>
    public double Inside { get; }

    public double Outside { get; }

    /// <summary>By how much the mean cell rises with o.</summary>
    private double Slope { get; }

    public (BigInteger Top, BigInteger Bottom) WorstRatio => ThresholdCheck.WorstRatio(OracleKind.Subset, Cells, Window, Keep, 0);

    public static NumberGrid Of(int cells, int window, Rational epsilon) => new(cells, window, Thresholds.Of(OracleKind.Subset, cells, window, epsilon).Keep);

    /// <summary>A number from 0 to 1 in whole units; beyond them the nearest end.</summary>
    public static ulong Units(double share) => share >= 1 ? 1UL << UnitBits : share > 0 ? (ulong)Math.ScaleB(share, UnitBits) : 0;

    /// <summary>The number of the range at a place: the first whole unit that is not below it.</summary>
    public ulong UnitsAt(int place) => (ulong)((((UInt128)(uint)place << UnitBits) + (uint)Steps - 1) / (uint)Steps);

    /// <summary>The unbiased estimate, from 0 to 1 where there is no noise, that a cell stands for.</summary>
    public double Share(int cell)
    {
        // E[cell | o] = Outside·M(M − 1)/2 + (Inside − Outside)·(W·o + W(W − 1)/2).
        var still = (Outside * Cells * (Cells - 1.0) / 2) + ((Inside - Outside) * Window * (Window - 1.0) / 2);
        return (cell - still) / Slope / Steps;
    }

    public double Probability(int place, int cell) => cell >= place && cell < place + Window ? Inside : Outside;

    /// <summary>Draws: a coin that rounds to one of the two nearest places, the coin of the window, a uniform cell. None is left out for a number that needs no rounding.</summary>
    public int Draw(LocalRandomness random, ulong units)
    {
        var exact = (UInt128)units * (uint)Steps;
        var place = (uint)(exact >> UnitBits);
        var up = random.Bernoulli((ulong)exact << (64 - UnitBits)) ? 1u : 0u;
        place += up;
        if (random.Bernoulli(Keep))
        {
            return (int)(place + random.Uniform((uint)Window, _windowLimit));
        }

        // From the window on, beyond it.
        var r = random.Uniform((uint)Steps, _restLimit);
        return (int)(r + ((uint)Window & (((r - place) >> 31) - 1u)));
    }
}
