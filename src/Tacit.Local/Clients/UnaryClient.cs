namespace Tacit.Local;

/// <summary>k bits: that of the value true with probability p, every other one with probability q. Noise is drawn for all of them.</summary>
internal sealed class UnaryClient(FrequencyOracle oracle, LocalRandomness random) : FrequencyClient(oracle, random)
{
    private readonly ulong _keep = oracle.Parameters.KeepThreshold;
    private readonly UnaryNoise _noise = new(oracle.Parameters.Domain, oracle.Parameters.NoiseThreshold);

    public override int Randomize(int value, Span<byte> destination) => Randomize(value, _keep, destination);

    /// <summary>The same with another probability of the true bit: that of noise makes a report of no value at all.</summary>
    public int Randomize(int value, ulong keep, Span<byte> destination)
    {
        Check(value, destination);
        Draw(Random, value, keep, _noise, destination[..ReportSize]);
        return ReportSize;
    }

    /// <summary>The bits of one value, by the contract: the true bit's coin first, then noise for all.</summary>
    internal static void Draw(LocalRandomness random, int value, ulong keep, UnaryNoise noise, Span<byte> report)
    {
        var truth = random.Bernoulli(keep) ? 1 : 0;
        noise.Fill(random, report);

        // The noise of the true bit is cleared first: a bit that noise had set would otherwise stay.
        ref var place = ref report[value >> 3];
        place = (byte)((place & ~(1 << (value & 7))) | (truth << (value & 7)));
    }
}
