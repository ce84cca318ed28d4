using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Secrets;

/// <summary>Pairs of questions whose sets differ by the victim or not at all: where noise sticks to sets, the spread of their differences tells which.</summary>
/// <remarks>
/// The victim is the only one with the known values x₁…x_k. For each i: q counts the others' values (all but xᵢ) and the secret, q′ those whose i-th value differs from xᵢ, too.
/// Without the secret both match the same persons, and all layers but those of the new condition cancel: q − q′ ~ N(0, 2). With it the victim is in q alone, and the
/// dynamic layers of k conditions are drawn twice: N(1, 2k + 2). Rounding adds 1/6 to both variances. The likelihood ratio of all pairs decides.
/// Source: Gadotti and others 2019, section 4.
/// </remarks>
public sealed class DifferentialNoiseAttack : SecretAttack
{
    private const double Rounding = 1.0 / 6;

    /// <summary>Whether noise is of another kind that is drawn anew for every question, with the same spread whoever matches: then the mean of the differences decides.</summary>
    public bool NoiseIsFresh { get; init; }

    /// <inheritdoc/>
    public override string Name => NoiseIsFresh ? "differential-mean" : "differential";

    /// <inheritdoc/>
    public override string Source => "Gadotti, Houssiau, Rocher, Livshits and de Montjoye 2019, section 4";

    /// <inheritdoc/>
    public override string Game => NoiseIsFresh
        ? "For each known value: a count without it, and one of those who differ in it. The mean of the differences is nearer to 1, or to 0."
        : "For each known value: a count without it, and one of those who differ in it. The differences are likelier with mean 1 and a large spread, or with mean 0 and a small one.";

    /// <inheritdoc/>
    public override async Task<bool?> GuessAsync(SecretPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        var (known, secret) = (play.Victim.Known, play.Victim.Secret);
        var differences = new List<double>();
        for (var i = 0; i < known.Count; i++)
        {
            RowCondition[] others = [.. known.Where((_, j) => j != i), secret];

            // What is suppressed is skipped: it says that few match, of which the victim is one at most.
            if (await play.CountAsync(others, 2 * known.Count).ConfigureAwait(false) is { } q
                && await play.CountAsync([.. others, RowCondition.IsNot(known[i].Column, known[i].Literal)], 2 * known.Count).ConfigureAwait(false) is { } without)
            {
                differences.Add(q - without);
            }
        }

        return differences.Count == 0 ? null : NoiseIsFresh ? differences.Average() > 0.5 : LogLikelihoodRatio(differences, known.Count) > 0;
    }

    /// <summary>How much likelier differences are with the secret than without it, as a logarithm.</summary>
    /// <param name="differences">The differences q − q′.</param>
    /// <param name="known">Known values, k.</param>
    /// <param name="rounded">Whether answers are rounded to whole numbers.</param>
    public static double LogLikelihoodRatio(IEnumerable<double> differences, int known, bool rounded = true)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(known, 1);
        var (without, with) = (2 + (rounded ? Rounding : 0), (2.0 * known) + 2 + (rounded ? Rounding : 0));
        return differences.Sum(d => (((d * d / without) - ((d - 1) * (d - 1) / with)) / 2) - (Math.Log(with / without) / 2));
    }
}
