namespace Tacit.Identity;

/// <summary>Sixteen bytes: epoch, upper half of the key, one byte of its lower half, version, entity type, variant, the rest of the key, tag. Order of bytes is order of keys of one type.</summary>
internal static class SkeidLayout
{
    /// <summary>Version 8 and the variant of RFC 9562.</summary>
    public const byte Marker = 0x8D;

    /// <summary>The last variant that a guard may move to.</summary>
    public const byte LastVariant = 0xBF;

    /// <summary>The bytes as a number whose highest byte comes first, without a tag.</summary>
    public static UInt128 Write(Skid skid, byte entityType, byte epoch, byte variant)
    {
        var (upper, lower) = ((uint)((ulong)skid.Value >> 32) ^ 0x80000000, (uint)skid.Value);
        return new(
            ((ulong)epoch << 56) | ((ulong)upper << 24) | ((ulong)(lower >> 24) << 16) | ((ulong)Marker << 8) | entityType,
            ((ulong)variant << 56) | ((ulong)(lower & 0xFFFFFF) << 32));
    }

    public static (Skid Skid, byte EntityType, byte Epoch) Read(UInt128 id)
    {
        var (first, second) = ((ulong)(id >> 64), (ulong)id);
        var (upper, lower) = ((uint)(first >> 24) ^ 0x80000000, ((uint)(first >> 16) << 24) | ((uint)(second >> 32) & 0xFFFFFF));
        return (new((long)(((ulong)upper << 32) | lower)), (byte)first, (byte)(first >> 56));
    }

    /// <summary>Byte 6.</summary>
    public static byte Version(UInt128 id) => (byte)(id >> 72);

    /// <summary>Byte 8.</summary>
    public static byte Variant(UInt128 id) => (byte)(id >> 56);

    /// <summary>Whether both markers are those of a plain form.</summary>
    public static bool LooksPlain(UInt128 id) => Version(id) == Marker & Variant(id) == Marker;
}
