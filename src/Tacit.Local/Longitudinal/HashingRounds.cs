using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>LOLOHA: a hash function that an installation draws once, an answer for each hash value, and randomized response on it for each report. The report is the hash function and the hash.</summary>
internal sealed class HashingRounds(int domain, int size, TwoRounds rounds) : KeptRounds
{
    private readonly bool _wide = SeededHash.IsWide(domain, size);
    private readonly int _bytes = SeededHash.IsWide(domain, size) ? 4 : 1;
    private readonly uint _others = (uint)size - 1;
    private readonly ulong _limit = LocalRandomness.LimitOf((uint)size - 1);

    public override int SeedSize => (_wide ? HashingClient.WideSize : HashingClient.NarrowSize) - _bytes;

    public override int AnswerSize => _bytes;

    public override string CellWord => "hash";

    public override int CellOf(int value, ReadOnlySpan<byte> seed) => _wide
        ? SeededHash.Affine32(BinaryPrimitives.ReadUInt64LittleEndian(seed), BinaryPrimitives.ReadUInt64LittleEndian(seed[8..]), value, size)
        : SeededHash.Affine16(BinaryPrimitives.ReadUInt32LittleEndian(seed), BinaryPrimitives.ReadUInt32LittleEndian(seed[4..]), SeededHash.Mix(value), size);

    public override void DrawSeed(LocalRandomness random, Span<byte> seed)
    {
        for (; seed.Length > 0; seed = seed[(_wide ? 8 : 4)..])
        {
            if (_wide)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(seed, random.NextUInt64());
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(seed, random.NextUInt32());
            }
        }
    }

    public override void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer) =>
        Packing.WriteIndex(RandomizedIndex.Draw(random, cell, rounds.Keep, _others, _limit), answer, _bytes);

    public override void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report)
    {
        seed.CopyTo(report);
        Packing.WriteIndex(RandomizedIndex.Draw(random, (int)Packing.ReadIndex(answer, _bytes), rounds.KeepAgain, _others, _limit), report[seed.Length..], _bytes);
    }
}
