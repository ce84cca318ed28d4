using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json.Serialization;

namespace Tacit.Identity;

/// <summary>The wire form of an identifier, plain or secure: a UUID of 16 bytes in network order. It says nothing about whether it is genuine; a codec does.</summary>
/// <remarks>Read strictly: 36 characters, hexadecimal and hyphens, either case, so that one identifier has one spelling but for case. Ordered as its bytes and its text are.</remarks>
[JsonConverter(typeof(PublicIdJsonConverter))]
[TypeConverter(typeof(ParsableTypeConverter<PublicId>))]
public readonly record struct PublicId : IComparable<PublicId>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<PublicId>, IUtf8SpanParsable<PublicId>
{
    private const int Characters = 36;
    private readonly UInt128 _value;

    /// <summary>The identifier of a number whose highest byte comes first.</summary>
    /// <param name="value">The number.</param>
    public PublicId(UInt128 value) => _value = value;

    /// <summary>The identifier of a UUID.</summary>
    /// <param name="guid">The UUID, which is written with its text: the order of its bytes in memory does not matter.</param>
    public PublicId(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = guid.TryWriteBytes(bytes, bigEndian: true, out _);
        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>The identifier of 16 bytes in network order.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ArgumentException">They are not 16.</exception>
    public PublicId(ReadOnlySpan<byte> bytes) => _value = bytes.Length == 16
        ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
        : throw new ArgumentException("An identifier has 16 bytes.", nameof(bytes));

    internal PublicId(Vector128<byte> bytes) => _value = new(BinaryPrimitives.ReverseEndianness(bytes.AsUInt64()[0]), BinaryPrimitives.ReverseEndianness(bytes.AsUInt64()[1]));

    /// <summary>The number whose highest byte comes first.</summary>
    public UInt128 Value => _value;

    // By registers: what is written to memory by halves and read as a whole has to wait.
    internal Vector128<byte> Bytes => Vector128.Create(BinaryPrimitives.ReverseEndianness((ulong)(_value >> 64)), BinaryPrimitives.ReverseEndianness((ulong)_value)).AsByte();

    /// <summary>The UUID of the same text. In a column of SQL Server it sorts otherwise; see docs/identity-byte-order.md.</summary>
    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteTo(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Writes the 16 bytes in network order.</summary>
    /// <param name="bytes">Where.</param>
    public void WriteTo(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);

    /// <summary>Order of bytes, which is that of the text.</summary>
    /// <param name="other">Another identifier.</param>
    public int CompareTo(PublicId other) => _value.CompareTo(other._value);

    /// <summary>Whether it sorts before another.</summary>
    public static bool operator <(PublicId left, PublicId right) => left._value < right._value;

    /// <summary>Whether it sorts after another.</summary>
    public static bool operator >(PublicId left, PublicId right) => left._value > right._value;

    /// <summary>Whether it sorts before another or is the same.</summary>
    public static bool operator <=(PublicId left, PublicId right) => left._value <= right._value;

    /// <summary>Whether it sorts after another or is the same.</summary>
    public static bool operator >=(PublicId left, PublicId right) => left._value >= right._value;

    /// <summary>36 characters, lower case.</summary>
    public override string ToString() => string.Create(Characters, this, (span, id) => id.TryFormat(span, out _, default, null));

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> text = stackalloc byte[Characters];
        charsWritten = 0;
        if (destination.Length < Characters || !TryFormat(text, out _, format, provider))
        {
            return false;
        }

        for (var i = 0; i < Characters; i++)
        {
            destination[i] = (char)text[i];
        }

        charsWritten = Characters;
        return true;
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        if (utf8Destination.Length < Characters)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        WriteTo(bytes);
        var at = 0;
        for (var i = 0; i < 16; i++)
        {
            if (i is 4 or 6 or 8 or 10)
            {
                utf8Destination[at++] = (byte)'-';
            }

            utf8Destination[at++] = "0123456789abcdef"u8[bytes[i] >> 4];
            utf8Destination[at++] = "0123456789abcdef"u8[bytes[i] & 15];
        }

        bytesWritten = Characters;
        return true;
    }

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static PublicId Parse(string s) => Parse(s.AsSpan(), null);

    /// <summary>Reads 36 characters.</summary>
    /// <exception cref="FormatException">They are no identifier.</exception>
    public static PublicId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static PublicId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw NoIdentifier();

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static PublicId Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => TryParse(utf8Text, provider, out var id) ? id : throw NoIdentifier();

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out PublicId result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out PublicId result)
    {
        Span<byte> text = stackalloc byte[Characters];
        result = default;
        return s.Length == Characters && Ascii.FromUtf16(s, text, out _) == System.Buffers.OperationStatus.Done && TryParse(text, provider, out result);
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out PublicId result)
    {
        result = default;
        if (utf8Text.Length != Characters)
        {
            return false;
        }

        var value = UInt128.Zero;
        for (var i = 0; i < Characters; i++)
        {
            var c = utf8Text[i];
            if (i is 8 or 13 or 18 or 23)
            {
                if (c != '-')
                {
                    return false;
                }

                continue;
            }

            var digit = c is >= (byte)'0' and <= (byte)'9' ? c - '0' : (c | 0x20) is >= 'a' and <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
            if (digit < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        result = new(value);
        return true;
    }

    private static FormatException NoIdentifier() => new("An identifier has 36 characters, hexadecimal digits and hyphens, as 00081b32-0005-8d01-8d0c-002a492c0e75.");
}
