namespace Tacit.Local;

/// <summary>Randomized response on the k values, twice.</summary>
internal sealed class IndexRounds(int domain, TwoRounds rounds) : KeptRounds
{
    private readonly uint _others = (uint)domain - 1;
    private readonly ulong _limit = LocalRandomness.LimitOf((uint)domain - 1);

    public override int AnswerSize { get; } = Packing.BytesFor(Packing.BitsFor(domain));

    public override string CellWord => "value";

    public override void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer) =>
        Packing.WriteIndex(RandomizedIndex.Draw(random, cell, rounds.Keep, _others, _limit), answer, AnswerSize);

    public override void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report) =>
        Packing.WriteIndex(RandomizedIndex.Draw(random, (int)Packing.ReadIndex(answer, AnswerSize), rounds.KeepAgain, _others, _limit), report, AnswerSize);
}
