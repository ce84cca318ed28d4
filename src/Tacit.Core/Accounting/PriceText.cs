using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>How numbers of the accounting are shown to people.</summary>
public static class PriceText
{
    /// <summary>The exact decimal when it is short, six significant digits otherwise.</summary>
    public static string Number(Rational value)
    {
        var number = value.ToDouble();
        if (Math.Abs(number) is > 0 and < 1e-4)
        {
            return number.ToString("0.#####e-0", CultureInfo.InvariantCulture);
        }

        var exact = value.ToString();
        return exact.Length <= 8 ? exact : number.ToString("G6", CultureInfo.InvariantCulture);
    }
}
