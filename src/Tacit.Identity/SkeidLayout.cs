using System.Buffers.Binary;

namespace Tacit.Identity;

/// <summary>Sixteen bytes: epoch, upper half of the key, one byte of its lower half, version, entity type, variant, the rest of the key, tag. Order of bytes is order of keys of one type.</summary>
internal static class SkeidLayout
{
    /// <summary>Version 8 and the variant of RFC 9562.</summary>
    public const byte Marker = 0x8D;

    /// <summary>The last variant that a guard may move to.</summary>
    public const byte LastVariant = 0xBF;

    public static void Write(Span<byte> bytes, Skid skid, byte entityType, byte epoch, byte variant)
    {
        var upper = (uint)((ulong)skid.Value >> 32) ^ 0x80000000;
        var lower = (uint)skid.Value;
        bytes[0] = epoch;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], upper);
        bytes[5] = (byte)(lower >> 24);
        (bytes[6], bytes[7], bytes[8]) = (Marker, entityType, variant);
        (bytes[9], bytes[10], bytes[11]) = ((byte)(lower >> 16), (byte)(lower >> 8), (byte)lower);
        bytes[12..16].Clear();
    }

    public static (Skid Skid, byte EntityType, byte Epoch) Read(ReadOnlySpan<byte> bytes)
    {
        var upper = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]) ^ 0x80000000;
        var lower = ((uint)bytes[5] << 24) | ((uint)bytes[9] << 16) | ((uint)bytes[10] << 8) | bytes[11];
        return (new((long)(((ulong)upper << 32) | lower)), bytes[7], bytes[0]);
    }
}
