using System.Globalization;

namespace Tacit.Numerics;

/// <summary>A privacy parameter as a caller wrote it: converts from numbers and rationals, remembers what was not finite, and explains itself when refused.</summary>
/// <remarks>A <see cref="double"/> means the shortest decimal that prints it, so <c>0.1</c> is exactly one tenth.</remarks>
public readonly struct Quantity : IEquatable<Quantity>
{
    // Losses are recorded for ever: what is accepted must be readable again (Rational reads 4096 characters).
    private const int LongestNumber = 6000;

    private readonly Rational _value;
    private readonly double? _notFinite;

    private Quantity(Rational value, double? notFinite)
    {
        _value = value;
        _notFinite = notFinite;
    }

    /// <summary>The value, when it is positive and finite.</summary>
    /// <exception cref="BadInputException">It is zero, negative, NaN or infinite.</exception>
    public Rational Positive(string name) => _notFinite is null && _value.Sign > 0
        ? Short(name)
        : throw new BadInputException($"{name} must be a positive finite number, but was {this}.");

    /// <summary>The value, when it is finite and at least zero.</summary>
    /// <exception cref="BadInputException">It is negative, NaN or infinite.</exception>
    public Rational NonNegative(string name) => _notFinite is null && _value.Sign >= 0
        ? Short(name)
        : throw new BadInputException($"{name} must be a finite number of at least zero, but was {this}.");

    /// <summary>The value, when it lies in [0, 1).</summary>
    /// <exception cref="BadInputException">It does not.</exception>
    public Rational Delta() => _notFinite is null && _value.Sign >= 0 && _value < Rational.One
        ? Short("Delta")
        : throw new BadInputException($"Delta must be in [0, 1), but was {this}. Choose it well below one over the number of people, for example 1e-6.");

    /// <summary>The value, when it lies in (0, 1].</summary>
    /// <exception cref="BadInputException">It does not.</exception>
    public Rational Probability(string name) => _notFinite is null && _value.Sign > 0 && _value <= Rational.One
        ? Short(name)
        : throw new BadInputException($"{name} must be in (0, 1], but was {this}.");

    /// <summary>A number; NaN and infinities are remembered and refused when used.</summary>
    public static implicit operator Quantity(double value) => double.IsFinite(value) ? new(Rational.FromDouble(value), null) : new(default, value);

    /// <summary>An integer.</summary>
    public static implicit operator Quantity(long value) => new(value, null);

    /// <summary>An integer.</summary>
    public static implicit operator Quantity(int value) => new(value, null);

    /// <summary>An exact rational.</summary>
    public static implicit operator Quantity(Rational value) => new(value, null);

    /// <inheritdoc/>
    public bool Equals(Quantity other) => _value == other._value && Nullable.Equals(_notFinite, other._notFinite);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, _notFinite);

    /// <summary>The number as text.</summary>
    public override string ToString() => _notFinite?.ToString(CultureInfo.InvariantCulture) ?? _value.ToString();

    private Rational Short(string name) => _value.Numerator.GetBitLength() <= LongestNumber && _value.Denominator.GetBitLength() <= LongestNumber
        ? _value
        : throw new BadInputException($"{name} has more than 1800 digits. Round it; Rational.RoundUp does.");

    /// <summary>Equality.</summary>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);
}
