using System.Globalization;
using System.Numerics;
using System.Text;

namespace Tacit.Numerics;

/// <summary>
/// An exact rational number. Budgets, prices and noise scales are rationals, so that ten tenths are one and eleven are not.
/// </summary>
/// <remarks>
/// A <see cref="double"/> converts to the shortest decimal that prints it: <c>0.1</c> means one tenth, as its author wrote it,
/// and not the binary fraction beside it. Values are normalised (lowest terms, positive denominator); the default value is zero.
/// </remarks>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>, IComparable
{
    private readonly BigInteger _denominatorMinusOne;

    /// <summary>Creates <paramref name="numerator"/> / <paramref name="denominator"/> in lowest terms.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="denominator"/> is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("A rational number needs a denominator other than zero.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
        {
            divisor = -divisor;
        }

        Numerator = numerator / divisor;
        _denominatorMinusOne = (denominator / divisor) - 1;
    }

    /// <summary>Zero.</summary>
    public static Rational Zero => default;

    /// <summary>One.</summary>
    public static Rational One => new(BigInteger.One, BigInteger.One);

    /// <summary>The numerator, which carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The denominator, at least one.</summary>
    public BigInteger Denominator => _denominatorMinusOne + 1;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Numerator.Sign;

    /// <summary>The value a person wrote: the shortest decimal that reads back as <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public static Rational FromDouble(double value) => double.IsFinite(value)
        ? Parse(value.ToString("R", CultureInfo.InvariantCulture))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be a finite number.");

    /// <summary>Exactly the binary fraction that <paramref name="value"/> holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public static Rational FromDoubleExact(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be a finite number.");
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1L << 52;
        }

        var number = new BigInteger(bits < 0 ? -mantissa : mantissa);
        var shift = exponent - 1075;
        return shift >= 0 ? new Rational(number << shift, BigInteger.One) : new Rational(number, BigInteger.One << -shift);
    }

    /// <summary>Reads <c>12</c>, <c>-0.125</c>, <c>1e-6</c> or <c>1/3</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Rational Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new FormatException($"'{text}' is not a number. Write it as 0.25, 1e-6 or 1/3.");

    /// <summary>Reads <c>12</c>, <c>-0.125</c>, <c>1e-6</c> or <c>1/3</c>; false when the text is none of these.</summary>
    public static bool TryParse(string? text, out Rational value)
    {
        value = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > 4096)
        {
            return false;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!BigInteger.TryParse(text.AsSpan(0, slash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var top)
                || !BigInteger.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bottom)
                || bottom.IsZero)
            {
                return false;
            }

            value = new Rational(top, bottom);
            return true;
        }

        var exponent = 0;
        var mantissa = text.AsSpan().Trim();
        var e = mantissa.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || exponent is < -2000 or > 2000)
            {
                return false;
            }

            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        if (point >= 0)
        {
            if (point + 1 < mantissa.Length && !char.IsAsciiDigit(mantissa[point + 1]))
            {
                return false;
            }

            exponent -= mantissa.Length - point - 1;
        }

        if (digits.Length == 0 || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        value = exponent >= 0
            ? new Rational(number * BigInteger.Pow(10, exponent), BigInteger.One)
            : new Rational(number, BigInteger.Pow(10, -exponent));
        return true;
    }

    /// <summary>The smaller of two values.</summary>
    public static Rational Min(Rational left, Rational right) => left <= right ? left : right;

    /// <summary>The larger of two values.</summary>
    public static Rational Max(Rational left, Rational right) => left >= right ? left : right;

    /// <summary>The largest integer that is not above this value.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The smallest integer that is not below this value.</summary>
    public BigInteger Ceiling() => -(-this).Floor();

    /// <summary>The smallest multiple of 2^-<paramref name="bits"/> that is not below this value.</summary>
    public Rational RoundUp(int bits) => new((this * new Rational(BigInteger.One << bits, BigInteger.One)).Ceiling(), BigInteger.One << bits);

    /// <summary>A rational square root that is not below the true one, by less than 2^-<paramref name="bits"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public Rational SqrtUp(int bits)
    {
        if (Sign < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), "A negative number has no square root.");
        }

        var scaled = (this * new Rational(BigInteger.One << (2 * bits), BigInteger.One)).Ceiling();
        var root = IntegerSqrt(scaled);
        return new Rational(root * root == scaled ? root : root + 1, BigInteger.One << bits);
    }

    /// <summary>The largest integer whose square is not above <paramref name="value"/>.</summary>
    public static BigInteger IntegerSqrt(BigInteger value)
    {
        if (value.Sign <= 0)
        {
            return BigInteger.Zero;
        }

        var guess = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (guess + (value / guess)) >> 1;
            if (next >= guess)
            {
                return guess;
            }

            guess = next;
        }
    }

    /// <summary>The double nearest to this value, or one of its two neighbours.</summary>
    public double ToDouble()
    {
        if (Numerator.IsZero)
        {
            return 0;
        }

        // Scale so that the integer quotient has about 64 significant bits: the conversion then errs by less than one unit in the last place.
        var shift = 64 - (int)(Numerator.GetBitLength() - Denominator.GetBitLength());
        var quotient = shift >= 0 ? (Numerator << shift) / Denominator : Numerator / (Denominator << -shift);
        return Math.ScaleB((double)quotient, -shift);
    }

    /// <summary>The smallest double that is not below this value (+∞ when there is none).</summary>
    public double ToDoubleUp()
    {
        var value = ToDouble();
        if (double.IsNegativeInfinity(value))
        {
            return double.MinValue;
        }

        while (double.IsFinite(value) && FromDoubleExact(value) < this)
        {
            value = Math.BitIncrement(value);
        }

        while (double.IsFinite(value) && Math.BitDecrement(value) is var below && double.IsFinite(below) && FromDoubleExact(below) >= this)
        {
            value = below;
        }

        return value;
    }

    /// <summary>The smallest double whose shortest decimal is not below this value: what a statement to people and callers rounds up to.</summary>
    public double ToDecimalUp()
    {
        var value = ToDouble();
        while (double.IsFinite(value) && FromDouble(value) < this)
        {
            value = Math.BitIncrement(value);
        }

        while (double.IsFinite(value) && Math.BitDecrement(value) is var below && double.IsFinite(below) && FromDouble(below) >= this)
        {
            value = below;
        }

        return value;
    }

    /// <summary>The largest double that is not above this value.</summary>
    public double ToDoubleDown() => -(-this).ToDoubleUp();

    /// <summary>The decimal text when the value has one of at most 30 places, and p/q otherwise. Reads back exactly.</summary>
    public override string ToString()
    {
        var rest = Denominator;
        var places = 0;
        while (places < 30 && !rest.IsOne)
        {
            var divisor = BigInteger.GreatestCommonDivisor(rest, 10);
            if (divisor.IsOne)
            {
                break;
            }

            rest /= divisor;
            places++;
        }

        if (!rest.IsOne)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
        }

        var scaled = BigInteger.Abs(Numerator) * BigInteger.Pow(10, places) / Denominator;
        var text = new StringBuilder(scaled.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0'));
        if (places > 0)
        {
            text.Insert(text.Length - places, '.');
        }

        return Sign < 0 ? "-" + text : text.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(Rational other) => Numerator == other.Numerator && _denominatorMinusOne == other._denominatorMinusOne;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorMinusOne);

    /// <inheritdoc/>
    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is Rational other ? CompareTo(other) : 1;

    /// <summary>The value a person wrote; see <see cref="FromDouble"/>.</summary>
    public static implicit operator Rational(double value) => FromDouble(value);

    /// <summary>An integer as a rational.</summary>
    public static implicit operator Rational(long value) => new(value, BigInteger.One);

    /// <summary>An integer as a rational.</summary>
    public static implicit operator Rational(int value) => new(value, BigInteger.One);

    /// <summary>An integer as a rational.</summary>
    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    /// <summary>Sum.</summary>
    public static Rational operator +(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>Difference.</summary>
    public static Rational operator -(Rational left, Rational right) => left + (-right);

    /// <summary>Negation.</summary>
    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator);

    /// <summary>Product.</summary>
    public static Rational operator *(Rational left, Rational right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>Quotient.</summary>
    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Equality.</summary>
    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    /// <summary>Less than.</summary>
    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    /// <summary>At most.</summary>
    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    /// <summary>At least.</summary>
    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;
}
