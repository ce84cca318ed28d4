using System.Runtime.InteropServices;
using Tacit.Auditing;

namespace Tacit.Local;

/// <summary>What counts say about reports as a whole: whether honest ones would hardly have left them.</summary>
/// <param name="IsSumAlarming">Too many or too few values are supported.</param>
/// <param name="IsColumnAlarming">A column of Hadamard response is named too often.</param>
/// <remarks>Only what counters keep can be looked at: not the seeds of hash functions, not single reports. Who makes up reports that follow the law of some value is not seen.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HonestReports(bool IsSumAlarming, bool IsColumnAlarming)
{
    /// <summary>The probability that honest reports raise an alarm, at most; for local hashing, whose supports of one report are only pairwise independent, about that.</summary>
    public const double FalseAlarm = 1e-6;

    /// <summary>Reports of independent bits: how many of all are ones.</summary>
    /// <param name="ones">All ones.</param>
    /// <param name="law">One bit of each report is the true one.</param>
    /// <param name="bits">Bits of a report.</param>
    /// <param name="reports">n.</param>
    public static HonestReports OfBits(double ones, SupportLaw law, int bits, long reports)
    {
        var (p, q, others) = (law.Truth, law.Other, bits - 1.0);
        var variance = reports * ((p * (1 - p)) + (others * q * (1 - q)));
        return new(Math.Abs(ones - (reports * (p + (others * q)))) > Beyond(variance), false);
    }

    /// <summary>Reports that name one of so many columns, each drawn evenly: of the largest sum of signs. It is at most the number of reports that name the column, whatever values users have.</summary>
    public static HonestReports OfColumns(ReadOnlySpan<long> signs, long reports)
    {
        long largest = 0;
        foreach (var sum in signs)
        {
            largest = Math.Max(largest, Math.Abs(sum));
        }

        // So many or more have a probability below the rate exactly where the least probability that would explain them is above the true one.
        return new(false, largest > 0 && ClopperPearson.Lower(largest, reports, FalseAlarm / signs.Length) > 1.0 / signs.Length);
    }

    // Independent terms of at most one: their sum is further from its mean with probability 2e^(−x) at most. Source: Bernstein (1924).
    private static double Beyond(double variance)
    {
        var x = Math.Log(2 / FalseAlarm);
        return (x / 3) + Math.Sqrt((x * x / 9) + (2 * x * variance));
    }
}
