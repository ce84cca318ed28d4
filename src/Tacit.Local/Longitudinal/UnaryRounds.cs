namespace Tacit.Local;

/// <summary>k bits are kept; each report turns every one of them on its own. Both noises are drawn for all places, whatever is kept.</summary>
internal sealed class UnaryRounds(int domain, TwoRounds rounds) : KeptRounds
{
    private readonly UnaryNoise _first = new(domain, rounds.Noise);
    private readonly UnaryNoise _ones = new(domain, rounds.KeepAgain);
    private readonly UnaryNoise _zeros = new(domain, rounds.NoiseAgain);

    public override int AnswerSize { get; } = Packing.BytesFor(domain);

    public override string CellWord => "value";

    public override void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer) =>
        UnaryClient.Draw(random, cell, rounds.Keep, _first, answer);

    public override void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report)
    {
        Span<byte> zeros = answer.Length <= 1024 ? stackalloc byte[answer.Length] : new byte[answer.Length];
        _ones.Fill(random, report);
        _zeros.Fill(random, zeros);
        for (var i = 0; i < report.Length; i++)
        {
            report[i] = (byte)((report[i] & answer[i]) | (zeros[i] & ~answer[i]));
        }
    }
}
