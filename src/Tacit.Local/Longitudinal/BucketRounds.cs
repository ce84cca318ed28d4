namespace Tacit.Local;

/// <summary>dBitFlipPM: a set of d buckets that an installation draws once, and for each class of values d bits that it keeps. A report is both, without noise of its own.</summary>
internal sealed class BucketRounds(int buckets, int bits, ulong keep, ulong noise) : KeptRounds
{
    private readonly UnaryNoise _noise = new(bits, noise);
    private readonly int _width = Packing.BitsFor(buckets);

    /// <summary>A set of all buckets needs no bytes.</summary>
    public override int SeedSize { get; } = bits == buckets ? 0 : Packing.BytesFor((long)bits * Packing.BitsFor(buckets));

    public override int AnswerSize { get; } = Packing.BytesFor(bits);

    public override string CellWord => "class";

    /// <summary>The place of the value's bucket in the set; −1 for all that are not in it.</summary>
    public override int CellOf(int value, ReadOnlySpan<byte> seed)
    {
        if (SeedSize == 0)
        {
            return value;
        }

        var place = -1;
        for (var i = 0; i < bits; i++)
        {
            place = BitFields.Read(seed, i * _width, _width) == value ? i : place;
        }

        return place;
    }

    // Floyd's sampling.
    public override void DrawSeed(LocalRandomness random, Span<byte> seed)
    {
        var chosen = new SortedSet<int>();
        for (var j = buckets - bits; j < buckets; j++)
        {
            var x = (int)random.Uniform((uint)j + 1);
            chosen.Add(chosen.Contains(x) ? j : x);
        }

        var at = 0;
        foreach (var bucket in chosen)
        {
            BitFields.Write(seed, at, _width, bucket);
            at += _width;
        }
    }

    public override void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer)
    {
        var truth = random.Bernoulli(keep) ? 1 : 0;
        _noise.Fill(random, answer);
        if (cell >= 0)
        {
            BitFields.Write(answer, cell, 1, truth);
        }
    }

    public override void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report)
    {
        seed.CopyTo(report);
        answer.CopyTo(report[seed.Length..]);
    }
}
