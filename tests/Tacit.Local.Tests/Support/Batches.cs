namespace Tacit.Local.Tests.Support;

/// <summary>Reports from seeded clients, and supports counted one by one from the definition of a report.</summary>
internal static class Batches
{
    public static byte[] Of(FrequencyOracle oracle, ReadOnlySpan<int> values, ulong seed)
    {
        var client = oracle.Client(LocalRandomness.Seeded(seed));
        var reports = new byte[values.Length * client.ReportSize];
        for (var i = 0; i < values.Length; i++)
        {
            client.Randomize(values[i], reports.AsSpan(i * client.ReportSize));
        }

        return reports;
    }

    /// <summary>Values 0 … k − 1 in turn.</summary>
    public static int[] InTurn(int domain, int users) => [.. Enumerable.Range(0, users).Select(i => i % domain)];

    /// <summary>How many reports support each value.</summary>
    public static long[] Supports(FrequencyParameters p, byte[] reports, int size)
    {
        var supports = new long[p.Domain];
        for (var i = 0; i < reports.Length; i += size)
        {
            var report = reports.AsSpan(i, size);
            for (var v = 0; v < p.Domain; v++)
            {
                supports[v] += IsSupported(p, report, v) ? 1 : 0;
            }
        }

        return supports;
    }

    public static bool IsSupported(FrequencyParameters p, ReadOnlySpan<byte> report, int value)
    {
        switch (p.Kind)
        {
            case OracleKind.Grr:
                return Bits(report, 0, 8 * report.Length) == (ulong)value;
            case OracleKind.Subset:
                var bits = (int)Math.Ceiling(Math.Log2(p.Domain));
                for (var j = 0; j < p.Size; j++)
                {
                    if (Bits(report, j * bits, bits) == (ulong)value)
                    {
                        return true;
                    }
                }

                return false;
            case OracleKind.Blh or OracleKind.Olh:
                return report.Length == 9
                    ? SeededHash.Affine16((uint)Bits(report, 0, 32), (uint)Bits(report, 32, 32), SeededHash.Mix(value), p.Size) == (int)Bits(report, 64, 8)
                    : SeededHash.Affine32(Bits(report, 0, 64), Bits(report, 64, 64), value, p.Size) == (int)Bits(report, 128, 32);
            case OracleKind.Hadamard:
                var index = Bits(report, 0, 8 * report.Length);
                return (ulong.PopCount((index >> 1) & (ulong)value) & 1) == (index & 1);
            default:
                return Bits(report, value, 1) == 1;
        }
    }

    private static ulong Bits(ReadOnlySpan<byte> bytes, int first, int count)
    {
        ulong value = 0;
        for (var i = 0; i < count; i++)
        {
            value |= (ulong)((bytes[(first + i) / 8] >> ((first + i) % 8)) & 1) << i;
        }

        return value;
    }
}
