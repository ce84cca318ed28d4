using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tacit.Local;

/// <summary>Reports are fixed numbers of bytes; bits fill each byte from its lowest, and those that are left are zero.</summary>
internal static class Packing
{
    /// <summary>⌈log₂ count⌉: the bits of an index below <paramref name="count"/>.</summary>
    public static int BitsFor(int count) => 32 - BitOperations.LeadingZeroCount((uint)(count - 1));

    public static int BytesFor(long bits) => checked((int)((bits + 7) / 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteIndex(uint index, Span<byte> destination, int bytes)
    {
        destination[0] = (byte)index;
        if (bytes > 1)
        {
            destination[1] = (byte)(index >> 8);
            if (bytes > 2)
            {
                destination[2] = (byte)(index >> 16);
                if (bytes > 3)
                {
                    destination[3] = (byte)(index >> 24);
                }
            }
        }
    }

    /// <summary>An index of 1 to 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadIndex(ReadOnlySpan<byte> source, int bytes) => bytes switch
    {
        1 => source[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(source),
        3 => source[0] | ((uint)source[1] << 8) | ((uint)source[2] << 16),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(source),
    };
}
