using System.Globalization;
using Tacit.Accounting;

namespace Tacit.Reports;

/// <summary>What a statement must have, and what of it must agree.</summary>
internal static class StatementCheck
{
    private const double Tolerance = 1e-6;

    public static IEnumerable<ReportFinding> Fields(ModelStatement s)
    {
        (string Path, bool Holds, string Message)[] rules =
        [
            Text("name", s.Name), ("unit", s.Unit is not null, "is missing"), ("trust", Enum.IsDefined(s.Trust), "is not a trust model"), Text("noiseBy", s.NoiseBy),
            ("epsilon", s.Epsilon >= 0 && double.IsFinite(s.Epsilon), "must be a finite number of at least 0"), ("delta", s.Delta is >= 0 and < 1, "must be in [0, 1)"), ("units", s.Units >= 1, "must be at least 1"),
            Text("accountant.name", s.Accountant?.Name), Text("accountant.version", s.Accountant?.Version), Text("accountant.precision", s.Accountant?.Precision),
            ("mechanisms", s.Mechanisms is { Count: > 0 }, "must name at least one mechanism"), Text("composition", s.Composition),
            ("uncoveredChoices", s.UncoveredChoices is { Count: > 0 } choices && choices.All(c => !string.IsNullOrWhiteSpace(c)), "is missing: say 'none' where there are none"),
            Text("sampler", s.Sampler), Text("randomness", s.Randomness), Text("floatingPoint", s.FloatingPoint), Text("publicData", s.PublicData),
            ("utility", s.Utility is { Rows.Count: > 0 }, "has no row"), ("subgroups", s.Subgroups is { Rows.Count: > 0 }, "has no row"), Text("measuredOn", s.MeasuredOn),
            Text("attack.name", s.Attack?.Name), ("attack.epsilonAtLeast", s.Attack is { EpsilonAtLeast: >= 0 } a && double.IsFinite(a.EpsilonAtLeast), "must be a finite number of at least 0"),
            ("attack.confidence", s.Attack is { Confidence: > 0 and < 1 }, "must be between 0 and 1"), Text("ledgerId", s.LedgerId), Text("retention", s.Retention),
            .. (s.Mechanisms ?? []).SelectMany(Mechanism),
        ];
        return rules.Where(r => !r.Holds).Select(r => new ReportFinding(r.Path, true, r.Message));
    }

    public static IEnumerable<ReportFinding> Sampling(ModelStatement s)
    {
        foreach (var (mechanism, path) in Each(s))
        {
            if (mechanism.Accounted != SamplingScheme.Everybody && mechanism.Executed != mechanism.Accounted)
            {
                yield return new(path + ".executed", false, $"batches were {Words(mechanism.Executed)}, but are accounted as {Words(mechanism.Accounted)}: ε does not hold for what ran");
            }

            if (mechanism.Loss is not null && SchemesOf(mechanism.Loss).Any(found => found != mechanism.Accounted))
            {
                yield return new(path + ".accounted", true, $"the loss does not sample as stated ({Words(mechanism.Accounted)})");
            }
        }

        if (s.DeltaTimesUnits >= 1)
        {
            yield return new("delta", false, string.Create(CultureInfo.InvariantCulture, $"δ·n = {s.DeltaTimesUnits:G3}: a mechanism that publishes a whole unit now and then keeps this δ"));
        }

        if (!s.CountsTuning)
        {
            yield return new("countsTuning", false, "runs that chose parameters are not inside ε");
        }
    }

    /// <summary>A bound that refutes the claim. Add/remove (ε, δ) gives replace (2ε, δ(1 + e^ε)), never the reverse.</summary>
    public static IEnumerable<ReportFinding> Attack(ModelStatement s)
    {
        if (s.Attack is null || s.Unit is null)
        {
            yield break;
        }

        if (s.Unit.Relation == Neighbours.Replace && s.Attack.Relation == Neighbours.AddRemove)
        {
            yield return new("attack.relation", false, "the attack told apart data sets of different sizes, of which a claim under replace says nothing: they are not compared");
            yield break;
        }

        var most = s.Attack.Relation == s.Unit.Relation ? s.Epsilon : 2 * s.Epsilon;
        if (s.Attack.EpsilonAtLeast > most)
        {
            yield return new("attack.epsilonAtLeast", true, string.Create(CultureInfo.InvariantCulture, $"the attack proves ε ≥ {s.Attack.EpsilonAtLeast:G6}, and the claim allows {most:G6} under the attack's relation: the claim is refuted"));
        }
    }

    public static IEnumerable<ReportFinding> Epsilon(ModelStatement s)
    {
        if (s.Unit is null || s.Mechanisms is not { Count: > 0 } || s.Mechanisms.Any(m => m.Loss is null))
        {
            yield break;
        }

        if (s.Unit.GroupSize != 1)
        {
            yield return new("epsilon", true, "a statement is about one unit, not about groups: state the unit itself");
            yield break;
        }

        if (Accountant.All.Append(Accountant.Tightest).FirstOrDefault(a => a.Name == s.Accountant?.Name) is not { } accountant)
        {
            yield return new("accountant.name", true, $"is none of {string.Join(", ", Accountant.All.Append(Accountant.Tightest).Select(a => a.Name))}, so ε cannot be recomputed");
            yield break;
        }

        var (epsilon, fault) = Recompute(accountant, s);
        if (fault is not null)
        {
            yield return new("epsilon", true, $"cannot be recomputed from the mechanisms: {fault}");
        }
        else if (!(Math.Abs(epsilon - s.Epsilon) <= Tolerance))
        {
            yield return new("epsilon", true, string.Create(CultureInfo.InvariantCulture, $"is stated as {s.Epsilon:R}, but the mechanisms cost {epsilon:R} at δ = {s.Delta:R} under {s.Unit} by {accountant.Name}"));
        }
    }

    // The accountant itself converts from add/remove to replace, and refuses the other way.
    private static (double Epsilon, string? Fault) Recompute(Accountant accountant, ModelStatement s)
    {
        try
        {
            return (accountant.Epsilon(PrivacyLoss.Composed(s.Mechanisms.Select(m => m.Loss)), s.Delta, s.Unit.Relation).Upper, null);
        }
        catch (Exception e) when (e is UnpricedLossException or BadInputException)
        {
            return (double.NaN, e.Message);
        }
    }

    private static IEnumerable<(string Path, bool Holds, string Message)> Mechanism(MechanismStatement mechanism, int index)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"mechanisms[{index}]");
        yield return Text(path + ".name", mechanism.Name);
        yield return Text(path + ".sensitivity", mechanism.Sensitivity);
        yield return (path + ".clipNorm", mechanism.ClipNorm is null or (> 0 and < double.PositiveInfinity), "must be a finite number above 0, or null where nothing is clipped");
        yield return (path + ".noiseMultiplier", mechanism.NoiseMultiplier is null or (> 0 and < double.PositiveInfinity), "must be a finite number above 0, or null for mechanisms that have none");
        yield return (path + ".noiseMultiplier", mechanism.Loss is null || IsMultiplierOf(mechanism.Loss, mechanism.NoiseMultiplier), "is not that of its loss");
        yield return (path + ".executed", Enum.IsDefined(mechanism.Executed), "is not a sampling scheme");
        yield return (path + ".accounted", Enum.IsDefined(mechanism.Accounted), "is not a sampling scheme");
        yield return (path + ".loss", mechanism.Loss is not null, "is missing");
        yield return (path + ".steps", mechanism.Steps >= 1 && (mechanism.Loss is null || StepsOf(mechanism.Loss) == mechanism.Steps), "is not the number of draws of its loss");
    }

    // Gaussian events carry their multiplier; of the others it cannot be told. Where there are several, the stated one is among them.
    private static bool IsMultiplierOf(PrivacyLoss loss, double? stated)
    {
        double[] multipliers = [.. loss.Draws().Select(d => MultiplierOf(d.Event)).OfType<double>()];
        return multipliers.Length == 0 || (stated >= multipliers.Min() * (1 - Tolerance) && stated <= multipliers.Max() * (1 + Tolerance));
    }

    private static double? MultiplierOf(PrivacyLoss loss) => loss switch
    {
        GaussianEvent gaussian => gaussian.NoiseMultiplier.ToDouble(),
        PoissonSampledEvent sampled => MultiplierOf(sampled.Event),
        SampledWithoutReplacementEvent sampled => MultiplierOf(sampled.Event),
        _ => null,
    };

    private static decimal StepsOf(PrivacyLoss loss) => loss.Draws().Sum(d => (decimal)d.Count);

    private static IEnumerable<SamplingScheme> SchemesOf(PrivacyLoss loss) => loss.Draws().Select(d => d.Event switch
    {
        PoissonSampledEvent => SamplingScheme.Poisson,
        SampledWithoutReplacementEvent => SamplingScheme.FixedSize,
        _ => SamplingScheme.Everybody,
    });

    private static IEnumerable<(MechanismStatement Mechanism, string Path)> Each(ModelStatement s) =>
        (s.Mechanisms ?? []).Select((m, i) => (m, string.Create(CultureInfo.InvariantCulture, $"mechanisms[{i}]")));

    private static (string Path, bool Holds, string Message) Text(string path, string? text) => (path, !string.IsNullOrWhiteSpace(text), "is missing");

    private static string Words(SamplingScheme scheme) => scheme switch
    {
        SamplingScheme.Everybody => "all rows in every step",
        SamplingScheme.Poisson => "Poisson samples",
        SamplingScheme.FixedSize => "fixed-size samples",
        _ => "shuffled batches",
    };
}
