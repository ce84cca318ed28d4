using System.Globalization;
using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Reporting;

/// <summary>A fixed-point grid: a number x is held as the integer nearest to x/g, g = 2^exponent, clipped to ⌊low/g⌋ … ⌈high/g⌉.</summary>
internal sealed record DeclaredGrid
{
    // Weights that large are never drawn for; what is above is no grid of this format.
    private static readonly BigInteger Most = BigInteger.One << 32;

    private DeclaredGrid(int exponent, BigInteger first, BigInteger last)
    {
        Exponent = exponent;
        First = first;
        Last = last;
    }

    public int Exponent { get; }

    /// <summary>The smallest integer, ⌊low/g⌋.</summary>
    public BigInteger First { get; }

    /// <summary>The largest integer, ⌈high/g⌉.</summary>
    public BigInteger Last { get; }

    /// <summary>What the engine's numbers on the grid lie in: the ends are integers times a power of two, and exact as doubles.</summary>
    public NumberSpan Span => new(Math.ScaleB((double)First, Exponent), Math.ScaleB((double)Last, Exponent));

    /// <summary>The middle that sums are taken about: first + (last − first)/2, cut to a whole number.</summary>
    public BigInteger Middle => First + ((Last - First) / 2);

    /// <summary>The most that an integer is away from the middle.</summary>
    public BigInteger HalfRange => BigInteger.Max(Last - Middle, Middle - First);

    /// <summary>The most that an integer is away from zero.</summary>
    public BigInteger Magnitude => BigInteger.Max(BigInteger.Abs(First), BigInteger.Abs(Last));

    /// <summary>
    /// What numbers of a span are on the grid that a unit's own sums are made on: steps of 2^(⌈log2 of the largest⌉ − 30), and no finer than 2^-20 where the span is one or wider;
    /// both ends rounded outward. A span of one number is taken as one wide.
    /// </summary>
    public static NumberSpan Outward(NumberSpan span)
    {
        var high = span.High > span.Low ? span.High : span.Low + 1;
        var fine = (int)Math.Ceiling(Math.Log2(Math.Max(Math.Abs(span.Low), Math.Abs(high)))) - 30;
        var exponent = high - span.Low < 1 ? fine : Math.Max(-20, fine);
        return new(Math.ScaleB(Math.Floor(Math.ScaleB(span.Low, -exponent)), exponent), Math.ScaleB(Math.Ceiling(Math.ScaleB(high, -exponent)), exponent));
    }

    public static DeclaredGrid Read(DerivationEntry entry)
    {
        entry.Object(["low", "high", "exponent"]);
        var (low, high, exponent) = (entry["low"].Number(), entry["high"].Number(), entry["exponent"].Whole());
        if (!(low < high))
        {
            throw entry.Wrong("the lower bound is not below the upper one");
        }

        // Doubles hold 53 bits times a power of two: with the step in this range, the integers below are exact.
        if (exponent is < -1074 or > 970)
        {
            throw entry["exponent"].Wrong("a step of this size is not possible");
        }

        var step = exponent >= 0 ? new Rational(BigInteger.One << (int)exponent, BigInteger.One) : new Rational(BigInteger.One, BigInteger.One << (int)-exponent);
        var (first, last) = ((Rational.FromDoubleExact(low) / step).Floor(), (Rational.FromDoubleExact(high) / step).Ceiling());
        return BigInteger.Abs(first) <= Most && BigInteger.Abs(last) <= Most
            ? new((int)exponent, first, last)
            : throw entry["exponent"].Wrong("the step is too fine for the bounds: integers on this grid have more than 32 bits");
    }

    /// <summary>Whether no number of the span lies outside: none is clipped further than the derivation says.</summary>
    public bool Holds(NumberSpan span) => Span.Low <= span.Low && Span.High >= span.High;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First} … {Last} steps of 2^{Exponent}");
}
