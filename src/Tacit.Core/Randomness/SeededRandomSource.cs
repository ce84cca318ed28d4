using System.Buffers.Binary;

namespace Tacit.Randomness;

/// <summary>AES-256-CTR under a key that is the seed: the same numbers on every machine. Not private.</summary>
internal sealed class SeededRandomSource : RandomSource
{
    private readonly AesCounter _counter = new();
    private readonly ulong _seed;
    private UInt128 _block;

    public SeededRandomSource(ulong seed)
    {
        Span<byte> key = stackalloc byte[32];
        key.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        _counter.SetKey(key);
        _seed = seed;
    }

    public override bool IsPrivate => false;

    public override string Description => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seeded ({_seed}): not private");

    private protected override void Generate(Span<byte> buffer)
    {
        _counter.Keystream(_block, buffer);
        _block += (UInt128)(buffer.Length / 16);
    }
}
