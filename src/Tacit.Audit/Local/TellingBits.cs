namespace Tacit.Audit.Local;

/// <summary>The bits whose shares of ones differ most between two inputs. Where each bit says little, a few of them together say all: in unary encodings, those of the two values.</summary>
internal static class TellingBits
{
    private const int Most = 8;

    /// <summary>Eight bits, bit b of byte i as 8i + b, ascending.</summary>
    public static IEnumerable<int> Of(ReportSample first, ReportSample second, int[] positions)
    {
        var (a, b) = (Ones(first, positions), Ones(second, positions));
        return Enumerable.Range(0, a.Length).OrderByDescending(i => Difference(a[i], b[i], first.Count)).Take(Most).Select(i => (8 * positions[i >> 3]) + (i & 7)).Order();
    }

    public static ulong Joined(ReadOnlySpan<byte> report, int[] bits)
    {
        var joined = 0UL;
        for (var i = 0; i < bits.Length; i++)
        {
            var at = bits[i] >> 3;
            joined |= (at < report.Length ? (ulong)(report[at] >> (bits[i] & 7)) & 1 : 0) << i;
        }

        return joined;
    }

    // In standard errors, about.
    private static double Difference(long a, long b, double n) => Math.Abs(a - b) / Math.Sqrt(Math.Max(1, (a + b) * (1 - ((a + b) / (2 * n)))));

    private static long[] Ones(ReportSample sample, int[] positions)
    {
        var ones = new long[8 * positions.Length];
        for (var i = 0; i < sample.Count; i++)
        {
            var report = sample[i];
            for (var p = 0; p < positions.Length && positions[p] < report.Length; p++)
            {
                for (uint rest = report[positions[p]], bit = 0; rest != 0; rest >>= 1, bit++)
                {
                    ones[(8 * p) + (int)bit] += rest & 1;
                }
            }
        }

        return ones;
    }
}
