using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What a number of users will show, before anybody is asked.</summary>
/// <param name="Groups">G: groups that users are split into.</param>
/// <param name="StandardError">Of the estimate of a prefix that nobody has, in one group.</param>
/// <param name="Threshold">The frequency that an estimate must reach at the last stage; one of all absent words that are tried does with probability α at most.</param>
/// <param name="SmallestVisible">Words from this frequency on are found with probability 95 % at least, where no more than K prefixes are as frequent at any stage.</param>
/// <param name="Explanation">The same in words.</param>
public sealed record HeavyHitterPlan(int Groups, double StandardError, double Threshold, double SmallestVisible, string Explanation)
{
    private const double Missed = 0.05;

    internal static HeavyHitterPlan For(HeavyHitterProtocol protocol, long users, int most, double alpha, double squares)
    {
        if (users < 1 || !(squares is >= 0 and <= 1))
        {
            throw new BadInputException("Say how many users are expected: at least one, whose squared frequencies sum to at most 1.");
        }

        var groups = protocol.Prefixes.Count;
        double Error(double f) => Math.Sqrt((protocol.Law.Variance(f) * groups / users) + protocol.PoolVariance(squares));
        var threshold = Presence.Visible(protocol.Law, protocol.Tried(most, alpha), Math.Max(1, users / groups), alpha, Math.Sqrt(protocol.PoolVariance(squares)));
        var found = Normal.UpperQuantile(Missed / groups);

        // f = threshold + z′·s.e.(f): the right side grows by less than f does.
        var visible = threshold;
        for (var i = 0; i < 100; i++)
        {
            visible = threshold + (found * Error(Math.Min(1, visible)));
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{groups} groups report prefixes of {string.Join(", ", protocol.Prefixes)} bits. With {users:N0} users, words that at least {100 * visible:0.###} % of them have are found with probability 95 %; a word that nobody has is found with probability {100 * alpha:0.###} % at most.");
        return new(groups, Error(0), threshold, visible, visible < 1 ? text : text + " That is everybody: expect more users, a larger ε or shorter words.");
    }
}
