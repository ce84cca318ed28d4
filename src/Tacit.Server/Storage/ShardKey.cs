using System.Globalization;
using System.Runtime.InteropServices;

namespace Tacit.Server;

/// <summary>One part of the counting of a collection.</summary>
/// <param name="Collection">Identity of the collection: 32 hexadecimal digits.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Shard">The part: 0 … shards − 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShardKey(string Collection, uint Epoch, int Shard)
{
    /// <summary>The part that an upload belongs to: the same for a retry, wherever it arrives.</summary>
    public static int Of(UInt128 batch, int shards) => (int)(batch % (uint)shards);

    /// <summary>For example <c>00112233445566778899aabbccddeeff/12/3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Collection}/{Epoch}/{Shard}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It did not.</exception>
    public static ShardKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var collection, var epoch, var shard]
            ? new(collection, uint.Parse(epoch, NumberStyles.None, CultureInfo.InvariantCulture), int.Parse(shard, NumberStyles.None, CultureInfo.InvariantCulture))
            : throw new FormatException("This is no key of a shard.");
    }
}
