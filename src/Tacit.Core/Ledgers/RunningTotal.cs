using System.Globalization;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Prices added up so that each can be taken out again: how many lack a currency is counted, not only whether one does.</summary>
/// <param name="Epsilon">Σε of the prices that have it.</param>
/// <param name="WithoutEpsilon">How many prices have no ε.</param>
/// <param name="Rho">Σρ of the prices that have it.</param>
/// <param name="WithoutRho">How many prices have no ρ.</param>
/// <param name="Delta">Σδ.</param>
/// <param name="Divergences">Στ at the orders of the account; null where it adds none, or nothing was added yet.</param>
public readonly record struct RunningTotal(Rational Epsilon, long WithoutEpsilon, Rational Rho, long WithoutRho, Rational Delta, RenyiDivergences? Divergences = null)
{
    // Totals whose denominators have grown past this many bits are rounded up: the account may lose 2^-512, never gain.
    private const int LongDenominator = 4096;

    /// <summary>The total as a price; a currency that any part lacks is lacking.</summary>
    public Price Price => new(WithoutEpsilon == 0 ? Epsilon : null, WithoutRho == 0 ? Rho : null, Delta, null);

    /// <summary>One price more, with its divergences where the account adds those.</summary>
    public RunningTotal Plus(Price price, RenyiDivergences? divergences = null) => new(
        Tidy(Epsilon + (price.Epsilon ?? Rational.Zero)),
        WithoutEpsilon + (price.Epsilon is null ? 1 : 0),
        Tidy(Rho + (price.Rho ?? Rational.Zero)),
        WithoutRho + (price.Rho is null ? 1 : 0),
        Tidy(Delta + price.Delta),
        divergences is null ? Divergences : Divergences?.Plus(divergences) ?? divergences);

    /// <summary>One price less: of one that is in the total.</summary>
    public RunningTotal Minus(Price price, RenyiDivergences? divergences = null) => new(
        Epsilon - (price.Epsilon ?? Rational.Zero),
        WithoutEpsilon - (price.Epsilon is null ? 1 : 0),
        Rho - (price.Rho ?? Rational.Zero),
        WithoutRho - (price.Rho is null ? 1 : 0),
        Delta - price.Delta,
        divergences is null ? Divergences : (Divergences ?? throw new FormatException("A Rényi divergence was taken out that was never counted.")).Minus(divergences));

    /// <summary>The total as text, for example <c>1/2;0;1/8;0;0.000001</c>; divergences follow as a sixth part.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Epsilon};{WithoutEpsilon};{Rho};{WithoutRho};{Delta}") + (Divergences is null ? string.Empty : $";{Divergences}");

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static RunningTotal Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(';');
        return parts.Length is 5 or 6
            ? new(Rational.Parse(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture), Rational.Parse(parts[2]),
                long.Parse(parts[3], CultureInfo.InvariantCulture), Rational.Parse(parts[4]),
                parts.Length == 6 ? RenyiDivergences.Parse(parts[5]) : null)
            : throw new FormatException("A running total has five parts, or six.");
    }

    private static Rational Tidy(Rational value) => value.Denominator.GetBitLength() > LongDenominator ? value.RoundUp(512) : value;
}
