using System.Globalization;
using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Rényi divergences at the orders of an account, of one entry or added up: whole numbers of 2⁻⁶⁰, so that sums, differences and texts are exact.</summary>
/// <remarks>
/// A divergence is rounded up to the unit when an entry is priced; from then on the number in the record is what the entry costs, and what a void gives back.
/// An order at which an entry has no finite bound is counted apart, so that it can be taken out again. Immutable.
/// </remarks>
public sealed class RenyiDivergences : IEquatable<RenyiDivergences>
{
    /// <summary>The unit is two to the minus this.</summary>
    internal const int Bits = 60;

    // What is larger bounds nothing that a cap could allow.
    private const double Largest = 1L << 40;

    private readonly (BigInteger Units, long Unbounded)[] _sums;

    private RenyiDivergences((BigInteger Units, long Unbounded)[] sums) => _sums = sums;

    /// <summary>How many orders there are.</summary>
    public int Count => _sums.Length;

    /// <summary>Divergences, rounded up; one that is not a number, or too large for any cap, is without a bound.</summary>
    internal static RenyiDivergences Of(IEnumerable<Rational?> divergences) => new([.. divergences.Select(tau => tau is { } t && t <= Rational.FromDoubleExact(Largest)
        ? ((t * Unit).Ceiling(), 0L)
        : (BigInteger.Zero, 1L))]);

    /// <summary>Nothing, at so many orders.</summary>
    internal static RenyiDivergences Zero(int orders) => new(new (BigInteger, long)[orders]);

    /// <summary>The divergence at an order by its place, or null where it has no finite bound.</summary>
    public Rational? At(int index) => _sums[index] is { Unbounded: 0 } sum ? sum.Units / Unit : null;

    /// <summary>The sum.</summary>
    public RenyiDivergences Plus(RenyiDivergences other) => Combine(other, +1);

    /// <summary>The difference: of a sum and one that is in it.</summary>
    public RenyiDivergences Minus(RenyiDivergences other) => Combine(other, -1);

    /// <summary>Whether every divergence is at least that of <paramref name="other"/>. None is as large as one without a bound.</summary>
    public bool Covers(RenyiDivergences other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count == other.Count && _sums.Zip(other._sums).All(pair => pair.First.Unbounded > 0 || (pair.Second.Unbounded == 0 && pair.First.Units >= pair.Second.Units));
    }

    /// <summary>The sums as text, for example <c>1152921504606846976,0!2</c>: in units of 2⁻⁶⁰, after a <c>!</c> how many entries have no bound.</summary>
    public string ToText() => string.Join(',', _sums.Select(sum => sum.Unbounded == 0
        ? sum.Units.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{sum.Units}!{sum.Unbounded}")));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static RenyiDivergences Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([.. text.Split(',').Select(Part)]);

        static (BigInteger, long) Part(string part)
        {
            var split = part.Split('!');
            var unbounded = 0L;
            return split.Length <= 2 && BigInteger.TryParse(split[0], NumberStyles.None, CultureInfo.InvariantCulture, out var units)
                && (split.Length == 1 || long.TryParse(split[1], NumberStyles.None, CultureInfo.InvariantCulture, out unbounded))
                ? (units, unbounded)
                : throw new FormatException("Rényi divergences are whole numbers with commas between them.");
        }

    }

    /// <inheritdoc/>
    public bool Equals(RenyiDivergences? other) => other is not null && _sums.AsSpan().SequenceEqual(other._sums);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RenyiDivergences);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToText());

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    private static Rational Unit => BigInteger.One << Bits;

    private RenyiDivergences Combine(RenyiDivergences other, int sign)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count != Count)
        {
            throw new FormatException("Rényi divergences of different orders do not add.");
        }

        var sums = new (BigInteger Units, long Unbounded)[Count];
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] = (_sums[k].Units + (sign * other._sums[k].Units), _sums[k].Unbounded + (sign * other._sums[k].Unbounded));
            if (sums[k].Units.Sign < 0 || sums[k].Unbounded < 0)
            {
                throw new FormatException("A Rényi divergence was taken out that was never counted.");
            }
        }

        return new(sums);
    }
}
