using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Secrets;
using Tacit.Audit.Sticky;
using Tacit.Data;

namespace Tacit.Studies;

/// <summary>Gadotti, Houssiau, Rocher, Livshits and de Montjoye, When the signal is in the noise (2019): noise that sticks to questions and persons tells a secret of most persons, and Tacit tells no more than was paid for.</summary>
public sealed class DiffixAttackStudy : IStudy
{
    private const int Others = 10;
    private const double Alpha = 0.01;
    private static readonly string[] Known = ["age", "sex", "height", "weight", "futime"];
    private static readonly string[] Coarse = ["age", "sex", "height", "kg", "year"];
    private static readonly string[] Secrets = ["htn", "diabetes", "status"];

    // By integration of the two normal laws; with rounding by 10⁷ drawn differences.
    private static readonly double[] RatioExact = [.634, .729, .812, .876, .921, .952, double.NaN, .984];
    private static readonly double[] RatioRounded = [.629, .720, .802, .867, .913, .946, double.NaN, .981];
    private static readonly Dictionary<int, double> CloningExact = new() { [2] = .734, [3] = .869, [5] = .970, [10] = .999 };

    /// <inheritdoc/>
    public string Id => "diffix-attack";

    /// <inheritdoc/>
    public string Experiment => "Differences of two answers drawn from their laws, and the attacks on the engine itself with a table that is best for attackers: 1 to 8 known columns, 2 to 10 dummies. The NAFLD cohort (12,588 persons without missing values; known age, sex, height, weight and days of follow-up as they are in the file; the secret is whether the person had hypertension, had diabetes, or died): random persons attacked on the engine of 2019 by pairs and by clones, with up to 1,000 and up to 32 questions; again with weight in kg and follow-up in years. The same attackers, one who asks one question, and one who asks for both values, against Tacit with ε = 1 a game on a ledger on disk, the secret drawn by a coin; one question for ε from 0.25 to 4.";

    /// <inheritdoc/>
    public string? Remarks => "The quick attack is capped at 32 questions, and no run asked more. The predicate judges the mean over seeds of the most that any victim took, whose interval reaches 32.4: it was written down so and stays so. The cohort is easier than the data of the paper: exact days of follow-up single out nearly everybody.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("with five known columns the differential attack on the engine's best case is right 86% of the time or more (published: 89.4%)", "engine-5", PredicateSide.AtLeast, 0.86, true),
        new("and at most 94%", "engine-5", PredicateSide.AtMost, 0.94, false),
        new("more known columns make it better: 8 against 1 gain at least 0.3", "ratio-gain", PredicateSide.AtLeast, 0.3, true),
        new("drawn differences are told apart as often as computed, with and without rounding: largest deviation", "ratio-deviation", PredicateSide.AtMost, 0.006, false),
        new("and clones, too", "cloning-deviation", PredicateSide.AtMost, 0.006, false),
        new("of the cohort's persons at least 90% are attackable by clones, for each of three secrets (published: 93%)", "cohort-attackable", PredicateSide.AtLeast, 0.9, false),
        new("with at least 90% accuracy (published: 93.3% to 97.1%)", "cohort-accuracy", PredicateSide.AtLeast, 0.9, false),
        new("which is 20 points more than the majority's share, for hypertension", "cohort-gain", PredicateSide.AtLeast, 0.2, true),
        new("with a median of at most 600 questions (published: 304)", "cohort-questions", PredicateSide.AtMost, 600, false),
        new("with at most 32 questions", "fast-questions", PredicateSide.AtMost, 32, false),
        new("at least half of them are attackable (published: 55.4%)", "fast-attackable", PredicateSide.AtLeast, 0.5, false),
        new("with at least 88% accuracy (published: 91.7%)", "fast-accuracy", PredicateSide.AtLeast, 0.88, false),
        new("against Tacit no attacker's accuracy is surely above (e^ε + δ)/(1 + e^ε), ε of the ledger: attackers who are", "tacit-exceeded", PredicateSide.AtMost, 0, true),
        new("there the published attacks, however they read the answers, are right at most 60% of the time", "tacit-published", PredicateSide.AtMost, 0.6, true),
        new("the bound is no empty one: a single question comes within 0.05 of it", "tacit-gap", PredicateSide.AtMost, 0.05, false),
        new("dropping conditions of low effect stops both attacks on the engine: the better one's accuracy", "hardened", PredicateSide.AtMost, 0.6, false),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(4), 300),
        StudyScale.Small => new(3, TimeSpan.FromSeconds(90), 300),
        _ => new(4, TimeSpan.FromMinutes(6), 300),
    };

    /// <inheritdoc/>
    public async Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        var curves = new List<StudyCurve>();
        trial.Progress?.Report("laws");
        Laws(trial, values, curves);
        trial.Progress?.Report("engine");
        await EngineAsync(trial, values, curves, token).ConfigureAwait(false);
        trial.Progress?.Report("cohort");
        await CohortAsync(trial, values, token).ConfigureAwait(false);
        trial.Progress?.Report("Tacit");
        await TacitAsync(trial, values, curves, token).ConfigureAwait(false);
        return new(values, curves);
    }

    private static void Laws(StudyTrial trial, Dictionary<string, double> values, List<StudyCurve> curves)
    {
        var laws = new StickyLaws(trial.Random(1), trial.Pick(2_000, 100_000, 100_000));
        double[] known = [1, 2, 3, 4, 5, 6, 7, 8], dummies = [2, 3, 4, 5, 6, 7, 8, 9, 10];
        double[] exact = [.. known.Select(k => laws.Ratio((int)k, rounded: false))], rounded = [.. known.Select(k => laws.Ratio((int)k, rounded: true))], clones = [.. dummies.Select(m => laws.Cloning((int)m))];
        values["ratio-deviation"] = exact.Zip(RatioExact).Concat(rounded.Zip(RatioRounded)).Where(p => !double.IsNaN(p.Second)).Max(p => Math.Abs(p.First - p.Second));
        values["cloning-deviation"] = CloningExact.Max(c => Math.Abs(clones[c.Key - 2] - c.Value));
        values["ratio-gain"] = rounded[^1] - rounded[0];
        curves.Add(Curve("Accuracy of the differential attack", "drawn differences", "known columns", known, exact));
        curves.Add(Curve("Accuracy of the differential attack", "with rounding", "known columns", known, rounded));
        curves.Add(Curve("Accuracy of the cloning attack", "drawn differences", "dummies", dummies, clones));
    }

    private static async Task EngineAsync(StudyTrial trial, Dictionary<string, double> values, List<StudyCurve> curves, CancellationToken token)
    {
        var games = trial.Pick(50, 4_000, 20_000);
        double[] known = [1, 2, 3, 4, 5, 6, 7, 8], dummies = [2, 3, 4, 5, 6, 7, 8, 9, 10];
        var byKnown = await EachAsync(known, k => Sticky(new DifferentialNoiseAttack(), DiffixProfile.Paper, (int)k, games)).ConfigureAwait(false);
        var byDummies = await EachAsync(dummies, m => Sticky(new CloningAttack { Dummies = (int)m, Search = CloningSearch.None }, DiffixProfile.Paper, 5, games)).ConfigureAwait(false);
        values["engine-5"] = byKnown[4];
        values["hardened"] = Math.Max(
            await Sticky(new DifferentialNoiseAttack(), DiffixProfile.Hardened, 5, games).ConfigureAwait(false),
            await Sticky(new CloningAttack { Search = CloningSearch.None }, DiffixProfile.Hardened, 5, games).ConfigureAwait(false));
        curves.Add(Curve("Accuracy of the differential attack", "on the engine", "known columns", known, byKnown));
        curves.Add(Curve("Accuracy of the cloning attack", "on the engine", "dummies", dummies, byDummies));

        async Task<double> Sticky(SecretAttack attack, DiffixProfile profile, int columns, int plays)
        {
            var (has, hasNot) = (new StickyTarget(BestCase.Table(columns, Others, true), profile), new StickyTarget(BestCase.Table(columns, Others, false), profile));
            return (await SecretGames.RunDrawnAsync(attack, has, hasNot, BestCase.Victim(columns), plays, trial.Random(2).NextUInt64(), Alpha, token: token).ConfigureAwait(false)).Accuracy;
        }
    }

    private static async Task CohortAsync(StudyTrial trial, Dictionary<string, double> values, CancellationToken token)
    {
        var folder = await DatasetCatalogue.Installed().FetchAsync("nafld", token: token).ConfigureAwait(false);
        var (full, fast, pairs) = (new List<AttackReport>(), new List<AttackReport>(), new List<AttackReport>());
        var victims = trial.Pick(20, 150, 500);
        foreach (var secret in Secrets[..trial.Pick(1, 3, 3)])
        {
            var table = MicroTable.Query(Cohort(folder, secret, "weight, futime"));
            full.Add(await Attack(new CloningAttack(), table, Known, secret).ConfigureAwait(false));
            fast.Add(await Attack(new CloningAttack { Search = CloningSearch.Fast }, table, Known, secret).ConfigureAwait(false));
            pairs.Add(await Attack(new DifferentialNoiseAttack(), table, Known, secret).ConfigureAwait(false));
            values[$"{secret}-accuracy"] = full[^1].Accuracy;
            values[$"{secret}-majority"] = full[^1].Baseline;
            values[$"{secret}-attackable"] = full[^1].AttackableShare;
            values[$"{secret}-fast-accuracy"] = fast[^1].Accuracy;
            values[$"{secret}-fast-attackable"] = fast[^1].AttackableShare;
            values[$"{secret}-pairs-attackable"] = pairs[^1].AttackableShare;
        }

        values["cohort-attackable"] = full.Min(r => r.AttackableShare);
        values["cohort-accuracy"] = full.Min(r => r.Accuracy);
        values["cohort-gain"] = full[0].Accuracy - full[0].Baseline;
        values["cohort-questions"] = full.Max(r => r.MedianQuestions);
        values["fast-questions"] = fast.Max(r => r.MostQuestions);
        values["fast-attackable"] = fast.Min(r => r.AttackableShare);
        values["fast-accuracy"] = fast.Min(r => r.Accuracy);

        // Whoever knows less of a person.
        var coarse = await Attack(new CloningAttack(), MicroTable.Query(Cohort(folder, "htn", "round(weight)::INTEGER as kg, futime // 365 as year")), Coarse, "htn").ConfigureAwait(false);
        values["coarse-accuracy"] = coarse.Guesses == 0 ? 0 : coarse.Accuracy;
        values["coarse-attackable"] = coarse.AttackableShare;

        Task<AttackReport> Attack(SecretAttack attack, MicroTable table, string[] known, string secret)
        {
            var (random, target) = (trial.Random(3), new StickyTarget(table, DiffixProfile.Paper));
            var value = table.Values(secret).MaxBy(v => table.Scan([RowCondition.Is(secret, v)]))!;
            var rows = Enumerable.Range(0, table.Rows).Select(row => (Row: row, Order: random.NextUInt64())).OrderBy(r => r.Order).Take(victims).Select(r => r.Row);
            return SecretGames.RunAsync(attack, [.. rows.Select(row => new SecretCase(target, new("people", table.Is(row, known), RowCondition.Is(secret, value)), table.Cell(row, secret) == value))], random.NextUInt64(), Alpha, token: token);
        }
    }

    private static string Cohort(string folder, string secret, string columns)
    {
        string File(string name) => RowCondition.Text(Path.Combine(folder, name + ".parquet"));
        var condition = secret == "status" ? "status = 1" : $"id in (select id from {File("nafld-events")} where event = '{secret}')";

        // The same persons, whatever of them is known.
        return $"select age, sex, height, {columns}, case when {condition} then 'yes' else 'no' end as {secret} from {File("nafld-persons")} where height is not null and weight is not null and bmi is not null order by id";
    }

    private static async Task TacitAsync(StudyTrial trial, Dictionary<string, double> values, List<StudyCurve> curves, CancellationToken token)
    {
        var (columns, dummies, games, single) = (trial.Pick(2, 5, 5), trial.Pick(3, 10, 10), trial.Pick(20, 60, 300), trial.Pick(20, 300, 1_000));
        SecretAttack[] published =
        [
            new DifferentialNoiseAttack(), new DifferentialNoiseAttack { NoiseIsFresh = true }, new CloningAttack { Search = CloningSearch.None, Dummies = dummies }, new CloningAttack { Search = CloningSearch.None, Dummies = dummies, NoiseIsFresh = true },
        ];
        SecretAttack[] paid = [new DirectAttack(), new BothValuesAttack()];
        var reports = new List<AttackReport>();
        await using (var world = await WorldAsync(1).ConfigureAwait(false))
        {
            foreach (var attack in published.Concat(paid))
            {
                reports.Add(await PlayAsync(world, attack, paid.Contains(attack) ? single : games, Alpha / (published.Length + paid.Length)).ConfigureAwait(false));
                values[$"tacit-{attack.Name}"] = reports[^1].Accuracy;
            }
        }

        values["tacit-exceeded"] = reports.Count(r => r.IsExceeded);
        values["tacit-published"] = reports.Take(published.Length).Max(r => r.Accuracy);
        values["tacit-gap"] = reports[published.Length].Bound!.Value - reports[published.Length].Accuracy;
        double[] epsilons = trial.Pick<double[]>([1], [0.5, 1, 2], [0.25, 0.5, 1, 2, 4]);
        var (direct, bounds) = (new List<double>(), new List<double>());
        foreach (var epsilon in epsilons)
        {
            await using var world = await WorldAsync(epsilon).ConfigureAwait(false);
            var report = await PlayAsync(world, new DirectAttack(), trial.Pick(20, 200, 400), Alpha).ConfigureAwait(false);
            direct.Add(report.Accuracy);
            bounds.Add(report.Bound!.Value);
        }

        curves.Add(Curve("Accuracy against Tacit", "one question for all of ε", "ε", epsilons, [.. direct]));
        curves.Add(Curve("Accuracy against Tacit", "the most that ε allows", "ε", epsilons, [.. bounds]));

        Task<SecretWorld> WorldAsync(double epsilon) =>
            SecretWorld.OpenAsync(BestCase.Table(columns, Others, true), 0, BestCase.Columns(columns), BestCase.Secret, BestCase.Value, new() { Epsilon = epsilon }, token);

        Task<AttackReport> PlayAsync(SecretWorld world, SecretAttack attack, int plays, double alpha) =>
            SecretGames.RunDrawnAsync(attack, world.Has, world.HasNot, world.Victim, plays, trial.Random(4).NextUInt64(), alpha, token: token);
    }

    private static async Task<double[]> EachAsync(double[] x, Func<double, Task<double>> y)
    {
        var results = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            results[i] = await y(x[i]).ConfigureAwait(false);
        }

        return results;
    }

    private static StudyCurve Curve(string figure, string name, string horizontal, double[] x, double[] y) => new(figure, name, horizontal, "accuracy", x, y, IsLog: false);
}
