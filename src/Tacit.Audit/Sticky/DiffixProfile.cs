namespace Tacit.Audit.Sticky;

/// <summary>What a sticky-noise engine adds, and what it holds back. None of these profiles is differentially private, and none says how much it tells.</summary>
/// <param name="Name">For example <c>paper</c>.</param>
/// <param name="What">The profile in words.</param>
/// <remarks>
/// Sources: Francis, Probst Eide and Munz 2017 and Gadotti, Houssiau, Rocher, Livshits and de Montjoye 2019 for the layers and values of <see cref="Paper"/>;
/// pg_diffix 1.2 (noise.c, count_common.c) for <see cref="Elm"/>. With one row a person the flattening of Elm's outliers changes nothing, so there is none here; every question is treated as pg_diffix treats a group.
/// </remarks>
public sealed record DiffixProfile(string Name, string What)
{
    /// <summary>Standard deviation of one layer of noise.</summary>
    public double LayerDeviation { get; init; } = 1;

    /// <summary>Smaller counts are always suppressed.</summary>
    public long LeastCount { get; init; }

    /// <summary>The mean of the noisy threshold below which counts are suppressed.</summary>
    public double ThresholdMean { get; init; }

    /// <summary>Its standard deviation.</summary>
    public double ThresholdDeviation { get; init; }

    /// <summary>The least number that is answered; null for any, negative ones too.</summary>
    public long? LeastAnswer { get; init; }

    /// <summary>Two layers for each condition: one that sticks to its text, one that sticks to its text and the matched persons. Otherwise two for the whole question: its text, and the matched persons.</summary>
    public bool LayersForEachCondition { get; init; } = true;

    /// <summary>Refuses everything but equality.</summary>
    public bool OnlyEqualities { get; init; }

    /// <summary>Leaves out a condition without which hardly anybody more is matched, as if it had not been asked.</summary>
    public bool DropsLowEffect { get; init; }

    /// <summary>As attacked in 2019: two layers of deviation 1 for each condition; counts of 0 and 1 are suppressed, and those below a threshold drawn about 4 with deviation 0.5.</summary>
    public static DiffixProfile Paper { get; } = new("paper", "two layers for each condition, suppression about 4, as attacked in 2019") { LeastCount = 2, ThresholdMean = 4, ThresholdDeviation = 0.5 };

    /// <summary>Its noise alone, without suppression, for which the accuracy of attacks is known.</summary>
    public static DiffixProfile Bare { get; } = new("bare", "the same layers, and nothing is suppressed");

    /// <summary>As in pg_diffix with its default settings: equalities alone, two layers for a whole question, a threshold about 3 + 2√2 that is at least 3.</summary>
    public static DiffixProfile Elm { get; } = new("elm", "two layers for a question, equalities alone, suppression about 5.8, as in pg_diffix")
    {
        LeastCount = 3,
        ThresholdMean = 3 + (2 * Math.Sqrt(2)),
        ThresholdDeviation = 1,
        LeastAnswer = 3,
        LayersForEachCondition = false,
        OnlyEqualities = true,
    };

    /// <summary>The one that was attacked, with a remedy: conditions of low effect are dropped. It blunts the attacks that are here, and does not stop plain differences; no guarantee.</summary>
    public static DiffixProfile Hardened { get; } = Paper with { Name = "hardened", What = "as attacked in 2019, and conditions of low effect are dropped; no guarantee", DropsLowEffect = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DiffixProfile> All { get; } = [Paper, Bare, Elm, Hardened];

    /// <summary>A profile by name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static DiffixProfile Find(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new BadInputException($"There is no profile '{name}'. There are: {string.Join(", ", All.Select(p => p.Name))}.");

    internal void Check()
    {
        if (!(LayerDeviation >= 0 && double.IsFinite(LayerDeviation) && ThresholdDeviation >= 0 && double.IsFinite(ThresholdDeviation) && double.IsFinite(ThresholdMean)))
        {
            throw new BadInputException("Deviations of a profile are finite and not negative, and its threshold is finite.");
        }
    }
}
