using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>How numbers of the accounting are shown to people.</summary>
public static class PriceText
{
    /// <summary>The exact decimal when it is short, six significant digits otherwise, but no fewer than the digits before the point: only numbers below 10⁻⁴ and from 10¹⁵ on have an exponent.</summary>
    public static string Number(Rational value)
    {
        var number = value.ToDouble();
        if (Math.Abs(number) is > 0 and < 1e-4)
        {
            return number.ToString("0.#####e-0", CultureInfo.InvariantCulture);
        }

        var exact = value.ToString();
        return exact.Length <= 8 ? exact
            : Math.Abs(number) is >= 999_999.5 and < 1e15 ? number.ToString("0", CultureInfo.InvariantCulture)
            : number.ToString("G6", CultureInfo.InvariantCulture);
    }
}
