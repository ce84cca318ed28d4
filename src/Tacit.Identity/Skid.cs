using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Tacit.Identity;

/// <summary>A source-known identifier: a 64-bit key that sorts by time and says where and when it was made. Unique within one entity type, never between two.</summary>
/// <remarks>
/// From the highest bit: 1 in the first half of an epoch (so that it sorts first, as a negative number), tick mod 2³² of 250 ms, application (7), instance (6),
/// sequence (18). The time is data: whoever holds the key of a patient knows when it was made. Source: Serkan, Source Known Identifiers (draft-skid-00, 2025).
/// </remarks>
[JsonConverter(typeof(SkidJsonConverter))]
[TypeConverter(typeof(ParsableTypeConverter<Skid>))]
public readonly record struct Skid : IComparable<Skid>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<Skid>, IUtf8SpanParsable<Skid>
{
    /// <summary>The largest application number.</summary>
    public const int MostApp = 127;

    /// <summary>The largest instance number.</summary>
    public const int MostInstance = 63;

    /// <summary>The largest sequence number of a tick.</summary>
    public const int MostSequence = (1 << SequenceBits) - 1;

    internal const int SequenceBits = 18;

    // The highest bit is kept turned, so that the default is no key, and never the key 0.
    private readonly long _ordered;

    /// <summary>A key of its number.</summary>
    /// <param name="value">The number.</param>
    public Skid(long value) => _ordered = value ^ long.MinValue;

    /// <summary>The number.</summary>
    public long Value => _ordered ^ long.MinValue;

    /// <summary>What no generator makes: the least key, tick 0 of application 0. For a column that has no key yet, as 0 and negative keys are keys. The default is this one.</summary>
    public static Skid None { get; } = new(long.MinValue);

    /// <summary>The tick of 250 ms in its epoch.</summary>
    public long Tick => (long)(((ulong)(Value ^ long.MinValue)) >> 31);

    /// <summary>The application that made it.</summary>
    public int AppId => (int)(Value >> 24) & MostApp;

    /// <summary>The instance of the application.</summary>
    public int InstanceId => (int)(Value >> SequenceBits) & MostInstance;

    /// <summary>Its place among those of its type and tick.</summary>
    public int Sequence => (int)Value & MostSequence;

    /// <summary>A key of its parts.</summary>
    /// <param name="tick">0 to 2³³ − 1.</param>
    /// <param name="app">0 to 127.</param>
    /// <param name="instance">0 to 63.</param>
    /// <param name="sequence">0 to 262,143.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part does not fit.</exception>
    public static Skid Create(long tick, int app, int instance, int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tick, SkidTime.Ticks);
        ArgumentOutOfRangeException.ThrowIfNegative(app);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(app, MostApp);
        ArgumentOutOfRangeException.ThrowIfNegative(instance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instance, MostInstance);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, MostSequence);
        return new((long)(((ulong)tick << 31) ^ (1UL << 63)) | ((long)app << 24) | ((long)instance << SequenceBits) | (uint)sequence);
    }

    /// <summary>When it was made, to 250 ms; null beyond the year 9999.</summary>
    /// <param name="epoch">The epoch, which the key does not carry.</param>
    public DateTimeOffset? CreatedAt(byte epoch = 0) => SkidTime.Instant(Tick, epoch);

    /// <summary>The least key of a time: keys made from then on are at or above it, so a range of time is a range of keys.</summary>
    /// <param name="time">The time.</param>
    /// <param name="epoch">The epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is in another epoch.</exception>
    public static Skid LowerBound(DateTimeOffset time, byte epoch = 0)
    {
        var tick = SkidTime.Of(time, epoch);
        return tick is >= 0 and < SkidTime.Ticks
            ? Create(tick, 0, 0, 0)
            : throw new ArgumentOutOfRangeException(nameof(time), $"{time:O} is not in epoch {epoch}, which begins at {SkidTime.Instant(0, epoch):O} and lasts 2^31 seconds.");
    }

    /// <summary>Order of keys: by half of the epoch, time, application, instance, sequence.</summary>
    /// <param name="other">Another key.</param>
    public int CompareTo(Skid other) => Value.CompareTo(other.Value);

    /// <summary>Whether a key sorts before another.</summary>
    public static bool operator <(Skid left, Skid right) => left.Value < right.Value;

    /// <summary>Whether a key sorts after another.</summary>
    public static bool operator >(Skid left, Skid right) => left.Value > right.Value;

    /// <summary>Whether a key sorts before another or is the same.</summary>
    public static bool operator <=(Skid left, Skid right) => left.Value <= right.Value;

    /// <summary>Whether a key sorts after another or is the same.</summary>
    public static bool operator >=(Skid left, Skid right) => left.Value >= right.Value;

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => Value.ToString(format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(destination, out charsWritten, format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(utf8Destination, out bytesWritten, format, CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Skid Parse(string s) => Parse(s.AsSpan(), null);

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="FormatException">It is none of 64 bits.</exception>
    public static Skid Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Skid Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TryParse(s, provider, out var skid) ? skid : throw NoNumber();

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Skid Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => TryParse(utf8Text, provider, out var skid) ? skid : throw NoNumber();

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Skid result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Skid result)
    {
        var parsed = long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        result = parsed ? new(value) : None;
        return parsed;
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out Skid result)
    {
        var parsed = long.TryParse(utf8Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        result = parsed ? new(value) : None;
        return parsed;
    }

    private static FormatException NoNumber() => new("A key is a whole number of 64 bits.");
}
