using System.Buffers.Binary;
using System.Numerics;
using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Local;

/// <summary>Events of one packed report, by protocol.</summary>
internal static class OracleEvents
{
    public static ReportEvent Pairwise(FrequencyOracle oracle, int first, int second)
    {
        var bits = BitsFor(oracle.Parameters.Domain);
        var size = oracle.Parameters.Size;
        switch (oracle.Parameters.Kind)
        {
            case OracleKind.Grr:
                return new($"the report is {first}", report => Index(report) == first);
            case OracleKind.Subset:
                return new($"{first} is in the set and {second} is not", report => Contains(report, size, bits, first) && !Contains(report, size, bits, second));
            case OracleKind.Blh or OracleKind.Olh:
                var hash = Hash(oracle);
                return new($"{first} hashes to the report and {second} does not", report => hash(report, first) && !hash(report, second));
            case OracleKind.Hadamard:
                return new($"the sign is that of {first} and not that of {second}", report =>
                {
                    var index = Index(report);
                    return Sign(first, index >> 1) == (index & 1) && Sign(second, index >> 1) != (index & 1);
                });
            default:
                return new($"bit {first} is set and bit {second} is not", report => Bit(report, first) && !Bit(report, second));
        }
    }

    public static ReportEvent Guess(FrequencyOracle oracle, int first)
    {
        var words = $"the guess is {first}";
        var (domain, size) = (oracle.Parameters.Domain, oracle.Parameters.Size);
        var bits = BitsFor(domain);
        switch (oracle.Parameters.Kind)
        {
            case OracleKind.Grr:
                return new(words, report => Index(report) == first);
            case OracleKind.Subset:
                return new(words, (report, coins) => Contains(report, size, bits, first) && OneOf(size, coins));
            case OracleKind.Blh or OracleKind.Olh:
                var hash = Hash(oracle);
                return new(words, (report, coins) => Supported(report, hash, first, domain, coins));
            case OracleKind.Hadamard:
                return new(words, (report, coins) =>
                {
                    var index = Index(report);
                    return Supported(report, (_, v) => Sign(v, index >> 1) == (index & 1), first, domain, coins);
                });
            default:
                return new(words, (report, coins) => Ones(report) is > 0 and var ones ? Bit(report, first) && OneOf(ones, coins) : OneOf(domain, coins));
        }
    }

    // A random one of the values that the report supports, or any value if it supports none: whether it is this one.
    private static bool Supported(ReadOnlySpan<byte> report, Support supports, int guessed, int domain, RandomSource coins)
    {
        if (!supports(report, guessed))
        {
            for (var v = 0; v < domain; v++)
            {
                if (supports(report, v))
                {
                    return false;
                }
            }

            return OneOf(domain, coins);
        }

        var count = 0;
        for (var v = 0; v < domain; v++)
        {
            count += supports(report, v) ? 1 : 0;
        }

        return OneOf(count, coins);
    }

    private static bool OneOf(int count, RandomSource coins) => count == 1 || coins.NextBelow((ulong)count) == 0;

    private static Support Hash(FrequencyOracle oracle)
    {
        var (domain, size) = (oracle.Parameters.Domain, oracle.Parameters.Size);
        if (oracle.ReportSize > 9)
        {
            return (report, v) => SeededHash.Affine32(BinaryPrimitives.ReadUInt64LittleEndian(report), BinaryPrimitives.ReadUInt64LittleEndian(report[8..]), v, size) == BinaryPrimitives.ReadInt32LittleEndian(report[16..]);
        }

        int[] mixed = [.. Enumerable.Range(0, domain).Select(SeededHash.Mix)];
        return (report, v) => SeededHash.Affine16(BinaryPrimitives.ReadUInt32LittleEndian(report), BinaryPrimitives.ReadUInt32LittleEndian(report[4..]), mixed[v], size) == report[8];
    }

    private static int BitsFor(int count) => 32 - BitOperations.LeadingZeroCount((uint)(count - 1));

    private static bool Bit(ReadOnlySpan<byte> report, int bit) => ((report[bit >> 3] >> (bit & 7)) & 1) != 0;

    private static int Ones(ReadOnlySpan<byte> report)
    {
        var ones = 0;
        foreach (var b in report)
        {
            ones += BitOperations.PopCount(b);
        }

        return ones;
    }

    /// <summary>The little-endian number that the bytes of a report are.</summary>
    public static int Index(ReadOnlySpan<byte> report)
    {
        var index = 0;
        for (var i = 0; i < report.Length; i++)
        {
            index |= report[i] << (8 * i);
        }

        return index;
    }

    private static int Sign(int value, int column) => BitOperations.PopCount((uint)(value & column)) & 1;

    // The members of a set, each an index of so many bits.
    private static bool Contains(ReadOnlySpan<byte> report, int members, int bits, int value)
    {
        for (var i = 0; i < members; i++)
        {
            var (at, shift) = (i * bits >> 3, i * bits & 7);
            var member = 0;
            for (var b = 0; b < 4 && at + b < report.Length; b++)
            {
                member |= report[at + b] << (8 * b);
            }

            if (((member >>> shift) & ((1 << bits) - 1)) == value)
            {
                return true;
            }
        }

        return false;
    }

    private delegate bool Support(ReadOnlySpan<byte> report, int value);
}
