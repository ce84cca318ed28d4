using CsCheck;

namespace Tacit.Local.Tests.Encodings;

/// <summary>What happens to bytes on their way: one is another one, some are lost, one is there twice.</summary>
internal static class Damage
{
    public static Gen<Func<byte[], byte[]>> Any { get; } = Gen.Select(Gen.Int[0, 3], Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Select((kind, at, change) => (Func<byte[], byte[]>)(bytes =>
    {
        if (bytes.Length == 0)
        {
            return [change];
        }

        var place = at % bytes.Length;
        byte[] other = [.. bytes];
        other[place] ^= change;
        return kind switch
        {
            0 => bytes[..place],
            1 => [.. bytes[..place], change, .. bytes[place..]],
            _ => other,
        };
    }));
}
