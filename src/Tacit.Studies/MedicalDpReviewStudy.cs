using Tacit.Audit.Fairness;
using Tacit.Studies.MedicalDpReview;

namespace Tacit.Studies;

/// <summary>Differential privacy for medical deep learning: methods, tradeoffs, and deployment implications (npj Digital Medicine, 2025): what privacy costs, and whom.</summary>
public sealed class MedicalDpReviewStudy : IStudy
{
    private const int Steps = 100;
    private const int FewRows = 2000;
    private const string Both = "sex × age";
    private static readonly double[] Shares = [0.5, 0.2, 0.05];

    /// <inheritdoc/>
    public string Id => "medical-dp-review";

    /// <inheritdoc/>
    public string Experiment => "Death at the last follow-up in two bundled cohorts, NAFLD (age, sex, body mass index) and free light chains (flchain: age, sex, kappa, lambda, creatinine, gammopathy), each number as an indicator of its band and age also crossed with sex (a first design with four to seven numeric features, run once at smoke scale, lost nothing at any ε, so it could not ask the question): private logistic regression by 100 noisy full-batch gradient steps, add/remove of one person, δ = 1e-5, ε from 0.5 to 10, five seeds each, beside the same steps without noise; trained on 10,000 and 4,500 rows and on 2,000 of them. Cost is the loss of AUROC on held-out rows, for sex, three bands of age, and both together. And two Gaussian groups whose labels follow different directions, 2,000 rows to train, of which the minority has 50, 20 or 5 %.";

    /// <inheritdoc/>
    public string? Remarks => "That the smallest group loses more than all do does not hold in these cohorts. By AUROC \"all\" is no mean over groups: it also loses the order between age groups, which no group on its own has to lose. The controlled generator, where groups differ in nothing but their share and their boundary, shows what the review reports.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("at ε = 10 the whole training set loses at most 2 points (mean of both cohorts)", "cost-large-10", PredicateSide.AtMost, 0.02, false),
        new("and so do 2,000 rows", "cost-few-10", PredicateSide.AtMost, 0.02, false),
        new("strong privacy costs: what 2,000 rows lose at ε = 0.5 above what they lose at ε = 10", "cost-rise", PredicateSide.AtLeast, 0.005, true),
        new("with 2,000 rows the loss at ε = 1 is clear", "cost-few-1", PredicateSide.AtLeast, 0.01, false),
        new("fewer rows lose more: 2,000 rows above the whole set at ε = 0.5", "cost-of-few", PredicateSide.AtLeast, 0.003, true),
        new("the cost is uneven: with 2,000 rows the disparity over sex and age at ε = 0.5 above that at ε = 10", "disparity-rise", PredicateSide.AtLeast, 0.005, true),
        new("smaller groups lose more: cost of the smallest group of sex and age above that of all, 2,000 rows, ε = 0.5", "smallest-excess", PredicateSide.AtLeast, 0, true),
        new("two groups: disparity, as a mean over ε, rises as the minority's share falls (Spearman)", "share-rank", PredicateSide.AtLeast, 0.8, true),
        new("the audit finds a minority of 5 % harmed at ε = 0.5 (share of runs)", "harm-found", PredicateSide.AtLeast, 0.9, false),
        new("and no harm between halves at ε = 10", "harm-invented", PredicateSide.AtMost, 0.1, false),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(4), 300),
        StudyScale.Small => new(3, TimeSpan.FromSeconds(60), 400),
        _ => new(5, TimeSpan.FromMinutes(4), 400),
    };

    /// <inheritdoc/>
    public async Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var (audits, curves) = (new List<(FairnessReport Large, FairnessReport Few)>(), new List<StudyCurve>());
        foreach (var (name, read, most) in new (string, Func<CancellationToken, Task<Cohort>>, int)[] { ("NAFLD", Cohorts.NafldAsync, 10_000), ("flchain", Cohorts.FlchainAsync, 4_500) })
        {
            trial.Progress?.Report(name);
            var cohort = await read(token).ConfigureAwait(false);
            var rows = trial.Pick(2_500, most, most);
            var (train, validation, test) = cohort.Split(trial.Random(1), rows, 800, trial.Pick(1_000, 6_000, 6_000));
            Task<FairnessReport> AuditAsync(Cohort trained) => AuditAllAsync(trial, trained, validation, test, [new("sex", test.Sex), new("age", test.Age)], token);
            audits.Add((await AuditAsync(train).ConfigureAwait(false), await AuditAsync(train.First(FewRows)).ConfigureAwait(false)));
            curves.Add(Curve("Loss of AUROC", $"{name}, whole training set", audits[^1].Large, m => Cost(m, 0)));
            curves.Add(Curve("Loss of AUROC", $"{name}, 2,000 rows", audits[^1].Few, m => Cost(m, 0)));
            curves.Add(Curve("Privacy-induced disparity over sex and age", $"{name}, whole training set", audits[^1].Large, Disparity));
            curves.Add(Curve("Privacy-induced disparity over sex and age", $"{name}, 2,000 rows", audits[^1].Few, Disparity));
        }

        var groups = new List<FairnessReport>();
        foreach (var share in Shares)
        {
            trial.Progress?.Report($"two groups, minority {100 * share} %");
            var random = trial.Random(2 + (ulong)groups.Count);
            var (train, validation, test) = (TwoGroups.Make(random, FewRows, share), TwoGroups.Make(random, 1_000, 0.5), TwoGroups.Make(random, trial.Pick(600, 4_000, 4_000), 0.5));
            groups.Add(await AuditAllAsync(trial, train, validation, test, [new("group", test.Sex)], token).ConfigureAwait(false));
            curves.Add(Curve("Two groups: disparity", $"minority {100 * share} %", groups[^1], m => m.Gaps[0].Disparity!.Value.Value));
        }

        return new(Values(audits, groups), curves);
    }

    private static Dictionary<string, double> Values(List<(FairnessReport Large, FairnessReport Few)> audits, List<FairnessReport> groups)
    {
        double Mean(Func<(FairnessReport Large, FairnessReport Few), double> value) => audits.Average(value);
        double[] disparities = [.. groups.Select(g => g.Candidates.Average(m => m.Gaps[0].Disparity!.Value.Value))];
        return new(StringComparer.Ordinal)
        {
            ["cost-large-10"] = Mean(a => Cost(At(a.Large, 10), 0)),
            ["cost-few-10"] = Mean(a => Cost(At(a.Few, 10), 0)),
            ["cost-rise"] = Mean(a => Cost(At(a.Few, 0.5), 0) - Cost(At(a.Few, 10), 0)),
            ["cost-few-1"] = Mean(a => Cost(At(a.Few, 1), 0)),
            ["cost-of-few"] = Mean(a => Cost(At(a.Few, 0.5), 0) - Cost(At(a.Large, 0.5), 0)),
            ["disparity-rise"] = Mean(a => Disparity(At(a.Few, 0.5)) - Disparity(At(a.Few, 10))),
            ["smallest-excess"] = Mean(a => Finest(At(a.Few, 0.5)).MinBy(g => g.Count.Value)!.Cost!.Excess.Value),
            ["share-rank"] = Spearman(disparities),
            ["harm-found"] = At(groups[^1], 0.5).Group("group=minority").Cost!.IsHarm ? 1 : 0,
            ["harm-invented"] = At(groups[0], 10).Groups.Any(g => g.Cost!.IsHarm) ? 1 : 0,
            ["disparity-half"] = disparities[0],
            ["disparity-twentieth"] = disparities[^1],
            ["smallest-above-largest"] = Mean(a => Finest(At(a.Few, 0.5)).MinBy(g => g.Count.Value)!.Cost!.Cost.Value - Finest(At(a.Few, 0.5)).MaxBy(g => g.Count.Value)!.Cost!.Cost.Value),
            ["reference-nafld"] = audits[0].Large.Reference.Groups[0][FairnessMetric.Auroc]!.Value.Value,
            ["reference-flchain"] = audits[1].Large.Reference.Groups[0][FairnessMetric.Auroc]!.Value.Value,
        };
    }

    private static Task<FairnessReport> AuditAllAsync(StudyTrial trial, Cohort train, Cohort validation, Cohort test, GroupColumn[] attributes, CancellationToken token) =>
        new Fits(train, validation, test, trial.Pick(1, 5, 5), Steps, trial.Seed).AuditAsync(attributes, trial.Pick(100, 500, 2000), token);

    private static ModelFairness At(FairnessReport report, double epsilon) => report.Candidates.Single(m => m.Epsilon == epsilon);

    private static double Cost(ModelFairness model, int group) => model.Groups[group].Cost!.Cost.Value;

    private static IEnumerable<GroupFairness> Finest(ModelFairness model) => model.Groups.Where(g => g.Partition == Both && g.Cost is not null);

    private static double Disparity(ModelFairness model) => model.Gaps.Single(g => g.Partition == Both).Disparity!.Value.Value;

    private static StudyCurve Curve(string figure, string name, FairnessReport report, Func<ModelFairness, double> value)
    {
        ModelFairness[] models = [.. report.Candidates.Reverse()];
        return new(figure, name, "ε", "AUROC lost", [.. models.Select(m => m.Epsilon)], [.. models.Select(value)], IsLog: false);
    }

    // Of values that should rise, in their order; without ties.
    private static double Spearman(double[] values)
    {
        int[] ranks = [.. values.Select(v => values.Count(w => w < v))];
        double n = values.Length;
        return 1 - (6 * ranks.Select((r, i) => Math.Pow(r - i, 2)).Sum() / (n * ((n * n) - 1)));
    }
}
