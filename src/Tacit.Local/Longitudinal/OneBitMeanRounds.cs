using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>A secret threshold that an installation draws once; a bit that it keeps for each of both sides of it. A report is the bit, without noise of its own.</summary>
internal sealed class OneBitMeanRounds(int maximum, ulong keep) : KeptRounds
{
    public override int SeedSize => 4;

    public override int AnswerSize => 1;

    public override string CellWord => "end";

    /// <summary>Whether the number is rounded up to the maximum: with probability x/m over the threshold.</summary>
    public override int CellOf(int value, ReadOnlySpan<byte> seed) => value > BinaryPrimitives.ReadInt32LittleEndian(seed) ? 1 : 0;

    public override void DrawSeed(LocalRandomness random, Span<byte> seed) => BinaryPrimitives.WriteInt32LittleEndian(seed, (int)random.Uniform((uint)maximum));

    public override void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer) =>
        answer[0] = (byte)(random.Bernoulli(keep) ? cell : 1 - cell);

    public override void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report) => report[0] = answer[0];
}
