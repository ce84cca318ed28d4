namespace Tacit.Local;

/// <summary>The draws of a longitudinal protocol: a secret of the installation, an answer for each cell, and a report from both. Immutable: what is drawn stands elsewhere.</summary>
internal abstract class KeptRounds
{
    /// <summary>Bytes of what an installation draws once whatever its value: a hash function, a set of buckets. 0 where there is none.</summary>
    public virtual int SeedSize => 0;

    /// <summary>Bytes of an answer.</summary>
    public abstract int AnswerSize { get; }

    /// <summary>The name of a cell, before its number.</summary>
    public abstract string CellWord { get; }

    /// <summary>The cell whose answer a value takes.</summary>
    public virtual int CellOf(int value, ReadOnlySpan<byte> seed) => value;

    public virtual void DrawSeed(LocalRandomness random, Span<byte> seed)
    {
    }

    /// <summary>The first round, once for each cell.</summary>
    public abstract void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer);

    /// <summary>The second round, for each report.</summary>
    public abstract void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report);
}
