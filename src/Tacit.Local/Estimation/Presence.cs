using Tacit.Auditing;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>How large an estimate must be to say that a value is there. Reports that support an absent value are binomial: the tail is theirs, because the normal one is too thin where few support it.</summary>
internal static class Presence
{
    /// <summary>The smallest estimate that one of so many absent values reaches with probability α at most.</summary>
    /// <param name="law">The law of the values.</param>
    /// <param name="values">How many are looked at.</param>
    /// <param name="reports">n.</param>
    /// <param name="alpha">α, for all of them together.</param>
    /// <param name="floor">Standard deviation of an error that all reports share, which more of them do not shrink; normal, and independent of the noise.</param>
    public static double Visible(SupportLaw law, long values, long reports, double alpha, double floor = 0)
    {
        var noise = law.Frequency(FewestSupports(law.Other, reports, alpha / values), reports);
        return floor == 0 ? noise : WithShared(noise, values, alpha, floor);
    }

    /// <summary>The same where the part of the noise is known.</summary>
    public static double WithShared(double noise, long values, double alpha, double floor)
    {
        var shared = Normal.UpperQuantile(alpha / values) * floor;
        return Math.Sqrt((noise * noise) + (shared * shared));
    }

    /// <summary>The fewest of n reports that support an absent value with probability <paramref name="alpha"/> at most; n + 1 where even all of them do so more often.</summary>
    public static long FewestSupports(double other, long reports, double alpha)
    {
        // The probability is at most α from the first count on whose lower bound is above q.
        var (low, high) = (0L, reports + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = ClopperPearson.Lower(middle, reports, alpha) >= other ? (low, middle) : (middle, high);
        }

        return high;
    }
}
