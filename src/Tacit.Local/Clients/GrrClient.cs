namespace Tacit.Local;

/// <summary>The value, or one of the others, each alike. The index in ⌈log₂ k⌉ bits.</summary>
internal sealed class GrrClient(FrequencyOracle oracle, LocalRandomness random) : FrequencyClient(oracle, random)
{
    private readonly ulong _keep = oracle.Parameters.KeepThreshold;
    private readonly uint _others = (uint)oracle.Parameters.Domain - 1;
    private readonly ulong _limit = LocalRandomness.LimitOf((uint)oracle.Parameters.Domain - 1);

    public override int Randomize(int value, Span<byte> destination)
    {
        Check(value, destination);
        Packing.WriteIndex(RandomizedIndex.Draw(Random, value, _keep, _others, _limit), destination, ReportSize);
        return ReportSize;
    }
}
