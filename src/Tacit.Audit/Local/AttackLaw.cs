using System.Numerics;
using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>What attacks on one report find in the limit, from the probabilities that clients draw with.</summary>
/// <remarks>
/// Local hashing is taken to hash values independently; the functions in use move the rate of hits by about a hundredth of it.
/// Source: Arcolezi and Gambs, "Revealing the true cost of locally differentially private protocols: an auditing perspective" (2024), for the guesses.
/// </remarks>
public static class AttackLaw
{
    /// <summary>Of the attack that guesses the value: <see cref="ReportAttack.Guess"/>.</summary>
    /// <param name="oracle">The protocol.</param>
    /// <param name="first">The value that counts as a hit.</param>
    /// <param name="second">The other one.</param>
    public static AttackRates Guess(FrequencyOracle oracle, int first, int second)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        var (k, size) = (oracle.Parameters.Domain, oracle.Parameters.Size);
        var (p, q) = (oracle.Law.Truth, oracle.Law.Other);
        var hit = oracle.Parameters.Kind switch
        {
            OracleKind.Grr => p,
            OracleKind.Subset => p / size,
            OracleKind.Hadamard => Coefficients(k, size, p, first, first),
            _ => (p * Alone(k - 1, q)) + ((1 - p) * Math.Pow(1 - q, k - 1) / k),
        };
        return new(hit, oracle.Parameters.Kind == OracleKind.Hadamard ? Coefficients(k, size, p, first, second) : (1 - hit) / (k - 1));
    }

    /// <summary>Of the event whose likelihood ratio is the loss itself: <see cref="ReportAttack.Pairwise(FrequencyOracle, int, int)"/>.</summary>
    /// <param name="oracle">The protocol.</param>
    public static AttackRates Pairwise(FrequencyOracle oracle)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        double k = oracle.Parameters.Domain, size = oracle.Parameters.Size;
        var (p, q) = (oracle.Law.Truth, oracle.Law.Other);
        return oracle.Parameters.Kind switch
        {
            OracleKind.Grr => new(p, q),
            OracleKind.Subset => new(p * (k - size) / (k - 1), (1 - p) * size / (k - 1)),
            OracleKind.Blh or OracleKind.Olh => new(p * (1 - q), (1 - q) * (1 - p) / (size - 1)),
            OracleKind.Hadamard => new(p / 2, (1 - p) / 2),
            _ => new(p * (1 - q), q * (1 - p)),
        };
    }

    /// <summary>A(m, q) = E[1/(1 + B)] for B binomial of m draws: how likely a random one of the supported values is the true one.</summary>
    /// <param name="others">m.</param>
    /// <param name="support">q, above zero.</param>
    public static double Alone(int others, double support) => (1 - Math.Pow(1 - support, others + 1)) / ((others + 1) * support);

    // The transform of the domain's indicator says for each column how many more values have a positive sign than a negative one.
    private static double Coefficients(int domain, int columns, double keep, int guessed, int value)
    {
        var excess = new int[columns];
        excess.AsSpan(0, domain).Fill(1);
        for (var half = 1; half < columns; half *= 2)
        {
            for (var i = 0; i < columns; i++)
            {
                if ((i & half) == 0)
                {
                    (excess[i], excess[i + half]) = (excess[i] + excess[i + half], excess[i] - excess[i + half]);
                }
            }
        }

        var sum = 0.0;
        for (var column = 0; column < columns; column++)
        {
            for (var sign = 0; sign < 2; sign++)
            {
                var agreeing = (domain + (sign == 0 ? excess[column] : -excess[column])) / 2;
                var guess = agreeing == 0 ? 1.0 / domain : Sign(guessed, column) == sign ? 1.0 / agreeing : 0;
                sum += (sign == Sign(value, column) ? keep : 1 - keep) * guess;
            }
        }

        return sum / columns;

        static int Sign(int of, int at) => BitOperations.PopCount((uint)(of & at)) & 1;
    }
}
