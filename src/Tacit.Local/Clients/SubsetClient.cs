using System.Numerics;

namespace Tacit.Local;

/// <summary>A random set of ω values with the true one more often inside than not (Floyd's sampling of the others). ω indices of ⌈log₂ k⌉ bits, ascending.</summary>
internal sealed class SubsetClient(FrequencyOracle oracle, LocalRandomness random) : FrequencyClient(oracle, random)
{
    private readonly ulong _keep = oracle.Parameters.KeepThreshold;
    private readonly int _size = oracle.Parameters.Size;
    private readonly int _bits = Packing.BitsFor(oracle.Parameters.Domain);
    private readonly ulong[] _chosen = new ulong[(oracle.Parameters.Domain + 63) / 64];

    public override int Randomize(int value, Span<byte> destination)
    {
        Check(value, destination);
        Array.Clear(_chosen);
        var inside = Random.Bernoulli(_keep) ? 1 : 0;
        var others = Domain - 1;
        for (var j = others - _size + inside; j < others; j++)
        {
            var x = Shifted((int)Random.Uniform((uint)j + 1), value);
            var present = (int)(_chosen[x >> 6] >> x) & 1;
            var place = x ^ ((x ^ Shifted(j, value)) & -present);
            _chosen[place >> 6] |= 1UL << place;
        }

        _chosen[value >> 6] |= (ulong)inside << value;
        Write(destination[..ReportSize]);
        Array.Clear(_chosen);
        return ReportSize;
    }

    // The index among the others as an index of the domain: from the value on, one further.
    private static int Shifted(int other, int value) => other + 1 + ((other - value) >> 31);

    private void Write(Span<byte> destination)
    {
        ulong pending = 0;
        int filled = 0, at = 0;
        for (var word = 0; word < _chosen.Length; word++)
        {
            for (var rest = _chosen[word]; rest != 0; rest &= rest - 1)
            {
                pending |= (ulong)((word << 6) + BitOperations.TrailingZeroCount(rest)) << filled;
                for (filled += _bits; filled >= 8; filled -= 8, pending >>= 8)
                {
                    destination[at++] = (byte)pending;
                }
            }
        }

        if (filled > 0)
        {
            destination[at] = (byte)pending;
        }
    }
}
