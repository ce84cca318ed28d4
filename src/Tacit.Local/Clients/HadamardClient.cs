using System.Numerics;

namespace Tacit.Local;

/// <summary>A random column j of the K × K Hadamard matrix and the entry of the value's row there, its sign flipped with probability 1/(E + 1). 2j + bit in 1 + log₂ K bits.</summary>
internal sealed class HadamardClient(FrequencyOracle oracle, LocalRandomness random) : FrequencyClient(oracle, random)
{
    private readonly ulong _keep = oracle.Parameters.KeepThreshold;
    private readonly uint _columns = (uint)oracle.Parameters.Size;

    public override int Randomize(int value, Span<byte> destination)
    {
        Check(value, destination);
        var column = Random.Uniform(_columns, 1UL << 32); // K divides 2^32
        var flipped = Random.Bernoulli(_keep) ? 0u : 1u;
        var bit = ((uint)BitOperations.PopCount((uint)value & column) & 1) ^ flipped;
        Packing.WriteIndex((column << 1) | bit, destination, ReportSize);
        return ReportSize;
    }
}
