namespace Tacit.Audit;

/// <summary>The white-box check: is a recorded loss at least what the exact laws of two neighbours show? Catches a price of another mechanism, and a scale rounded the unsafe way.</summary>
public static class PriceCheck
{
    // Probabilities are doubles: sums of them are known to about this.
    private const double Slack = 1e-12;
    private static readonly double[] Levels = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 12];

    // Just below the largest loss of the laws δ is small and not zero: a claim of any size that is a little short breaks there.
    private static readonly double[] Shares = [0.5, 0.9, 0.99, 0.999, 1 - 1e-5, 1 - 1e-7];

    /// <summary>
    /// The ε at which the price breaks, and by how much: the δ that <paramref name="loss"/> certifies there, and the larger one that the laws have. Null if the price holds at every level that is looked at.
    /// </summary>
    /// <param name="loss">The loss that the mechanism records.</param>
    /// <param name="first">Its exact law on one input.</param>
    /// <param name="second">Its exact law on a neighbour under the relation of the loss.</param>
    public static (double Epsilon, double Certified, double Actual)? FirstBreak(PrivacyLoss loss, ExactLaw first, ExactLaw second)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var largest = first.Epsilon(second);
        foreach (var epsilon in double.IsFinite(largest) ? [.. Levels, .. Shares.Select(share => share * largest)] : Levels)
        {
            var certified = loss.Delta(epsilon, loss.Relation);
            var actual = first.Delta(second, epsilon);
            if (!(actual <= certified + Slack))
            {
                return (epsilon, certified, actual);
            }
        }

        return null;
    }
}
