namespace Tacit.Local;

/// <summary>Numbers of a few bits inside bytes, lowest bit first.</summary>
internal static class BitFields
{
    public static int Read(ReadOnlySpan<byte> bytes, int first, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++)
        {
            value |= ((bytes[(first + i) >> 3] >> ((first + i) & 7)) & 1) << i;
        }

        return value;
    }

    public static void Write(Span<byte> bytes, int first, int count, int value)
    {
        for (var i = 0; i < count; i++)
        {
            ref var place = ref bytes[(first + i) >> 3];
            var bit = 1 << ((first + i) & 7);
            place = (byte)((value >> i) & 1) == 0 ? (byte)(place & ~bit) : (byte)(place | bit);
        }
    }

    /// <summary>Whether every bit from <paramref name="first"/> on is zero.</summary>
    public static bool IsRestZero(ReadOnlySpan<byte> bytes, int first) =>
        (first & 7) == 0
            ? bytes[(first >> 3)..].IndexOfAnyExcept((byte)0) < 0
            : bytes[first >> 3] >> (first & 7) == 0 && bytes[((first >> 3) + 1)..].IndexOfAnyExcept((byte)0) < 0;
}
