using System.Globalization;
using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Secrets;

/// <summary>One pair of questions again and again, each time with another condition that always holds: what it adds cancels where the sets are equal, and does not where they differ.</summary>
/// <remarks>
/// Of the known values A′ and u match the victim alone. With dummies Δ₁…Δ_m, qⱼ counts A′ = x, Δⱼ and the secret; q′ⱼ those with u ≠ x_u, too. Without the secret
/// the sets are equal, and all differences are the same number before rounding: they take at most two adjacent values, so their sample variance is at most
/// m/(4(m − 1)), surely. With it each has noise N(0, 2) of its own. A choice of A′ and u is believed where the count of A′ = x and u = x_u is suppressed, and those
/// of the attack are not. Choices are tried in the order of how few persons they would match if columns were independent.
/// Source: Gadotti and others 2019, section 5.
/// </remarks>
public sealed class CloningAttack : SecretAttack
{
    // Counts of the attack are hoped to be above any threshold.
    private const double EnoughToAnswer = 8;

    /// <summary>Dummy conditions, m; 10 unless given.</summary>
    public int Dummies { get; init; } = 10;

    /// <summary>How it looks for A′ and u.</summary>
    public CloningSearch Search { get; init; } = CloningSearch.Full;

    /// <summary>The most questions that it asks of one victim in a full search; 1,000 unless given.</summary>
    public int MostQuestions { get; init; } = 1000;

    /// <summary>Whether noise is of another kind that is drawn anew for every question: then the mean of the differences decides.</summary>
    public bool NoiseIsFresh { get; init; }

    /// <inheritdoc/>
    public override string Name => (NoiseIsFresh, Search) switch { (true, _) => "cloning-mean", (_, CloningSearch.Fast) => "cloning-fast", _ => "cloning" };

    /// <inheritdoc/>
    public override string Source => "Gadotti, Houssiau, Rocher, Livshits and de Montjoye 2019, section 5";

    /// <inheritdoc/>
    public override string Game => NoiseIsFresh
        ? "A pair of counts whose sets differ by the victim or not at all, with many conditions that always hold. The mean of the differences is nearer to 1, or to 0."
        : "A pair of counts whose sets differ by the victim or not at all, with many conditions that always hold. Their differences are the same but for rounding, or they are not.";

    /// <summary>The sample variance up to which m rounded differences may be one number: m/(4(m − 1)), and a little for floating point.</summary>
    /// <param name="dummies">Dummy conditions, m.</param>
    public static double Threshold(int dummies)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dummies, 2);
        return (dummies / (4.0 * (dummies - 1))) + 1e-9;
    }

    /// <summary>The sample variance.</summary>
    /// <param name="differences">At least two.</param>
    public static double Variance(IReadOnlyList<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var mean = differences.Average();
        return differences.Sum(d => (d - mean) * (d - mean)) / (differences.Count - 1);
    }

    /// <inheritdoc/>
    public override async Task<bool?> GuessAsync(SecretPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        if (Dummies is < 2 or > 1000 || MostQuestions < 1)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"A cloning attack has 2 to 1,000 dummies and at least one question, not {Dummies} and {MostQuestions}."));
        }

        var known = play.Victim.Known;
        if (Search == CloningSearch.None)
        {
            return await DecideAsync(play, [.. known.SkipLast(1)], known[^1], 2 * Dummies).ConfigureAwait(false);
        }

        var most = Search == CloningSearch.Fast ? 32 : MostQuestions;
        if (most < known.Count + 3 + (2 * Dummies))
        {
            return null;
        }

        var singled = new Dictionary<int, bool>();
        foreach (var (set, left) in await ChoicesAsync(play).ConfigureAwait(false))
        {
            if (play.Questions + 1 + (2 * Dummies) > most)
            {
                break;
            }

            if (!singled.TryGetValue(set, out var isSingled))
            {
                singled[set] = isSingled = await play.CountAsync(Of(known, set)).ConfigureAwait(false) is null;
            }

            if (isSingled && await DecideAsync(play, Of(known, set & ~(1 << left)), known[left], 1).ConfigureAwait(false) is { } guess)
            {
                return guess;
            }
        }

        return null;
    }

    // Subsets as bits of the known values, with the one that is left out.
    private static async Task<IEnumerable<(int Set, int Left)>> ChoicesAsync(SecretPlay play)
    {
        var known = play.Victim.Known;
        var all = Math.Max(1, await play.CountAsync([]).ConfigureAwait(false) ?? 1);
        var secret = Share(await play.CountAsync([play.Victim.Secret]).ConfigureAwait(false));
        var shares = new double[known.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = Share(await play.CountAsync([known[i]]).ConfigureAwait(false));
        }

        // Twelve columns give far more choices than there are questions.
        var sets = Enumerable.Range(1, (1 << Math.Min(known.Count, 12)) - 1);
        return sets
            .SelectMany(set => Enumerable.Range(0, known.Count).Where(left => (set >> left & 1) == 1 && set != 1 << left).Select(left => (Set: set, Left: left)))
            .OrderByDescending(c => Matched(c.Set & ~(1 << c.Left)) * secret >= EnoughToAnswer)
            .ThenBy(c => Matched(c.Set))
            .ThenByDescending(c => Matched(c.Set & ~(1 << c.Left)));

        // One or two where the count is suppressed.
        double Share(double? count) => Math.Clamp((count ?? 1.5) / all, 1 / all, 1);

        double Matched(int set) => all * Enumerable.Range(0, known.Count).Where(i => (set >> i & 1) == 1).Aggregate(1.0, (product, i) => product * shares[i]);
    }

    private static RowCondition[] Of(IReadOnlyList<RowCondition> known, int set) => [.. known.Where((_, i) => (set >> i & 1) == 1)];

    private async Task<bool?> DecideAsync(SecretPlay play, RowCondition[] others, RowCondition left, int oneOf)
    {
        var differences = new List<double>();
        for (var j = 0; j < Dummies; j++)
        {
            RowCondition[] question = [.. others, Dummy(others.Length == 0 ? left : others[j % others.Length], j), play.Victim.Secret];
            if (await play.CountAsync(question, oneOf).ConfigureAwait(false) is { } q
                && await play.CountAsync([.. question, RowCondition.IsNot(left.Column, left.Literal)], oneOf).ConfigureAwait(false) is { } without)
            {
                differences.Add(q - without);
            }
            else if (differences.Count == 0)
            {
                // Too few match: the next choice.
                return null;
            }
        }

        return differences.Count < 2 || differences.Count < Dummies / 2 ? null
            : NoiseIsFresh ? differences.Average() > 0.5
            : Variance(differences) > Threshold(differences.Count);
    }

    // Nobody has this value; and each is another text.
    private static RowCondition Dummy(RowCondition like, int j) => RowCondition.IsNot(
        like.Column,
        RowCondition.IsNumber(like.Literal) ? RowCondition.Number(1_000_001 + j) : RowCondition.Text(string.Create(CultureInfo.InvariantCulture, $"none-{j}")));
}
