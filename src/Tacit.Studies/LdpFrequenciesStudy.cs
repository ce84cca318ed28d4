using System.Globalization;
using Tacit.Local;
using Tacit.Studies.LocalFrequencies;

namespace Tacit.Studies;

/// <summary>Arcolezi, Production of Categorical Data Verifying Differential Privacy (2022): the error of frequencies is what was computed, which protocols have less of it, and what fakes hide and do not.</summary>
public sealed class LdpFrequenciesStudy : IStudy
{
    private static readonly int[] Domains = [2, 16, 64, 256];
    private static readonly double[] Epsilons = [0.5, 1, 2, 4];
    private static readonly double[] AttackEpsilons = [1, 2, 4, 8];

    // How often the likeliest attribute is the real one, at ε = 1, 2, 4 and 8: from the laws of all parts of a report, enumerated.
    private static readonly (TupleKind Kind, double[] Accuracy)[] Attacks =
    [
        (TupleKind.FakeGrr, [0.3067, 0.3758, 0.4225, 0.4307]), (TupleKind.FakeOueZero, [0.3550, 0.4710, 0.5780, 0.5996]), (TupleKind.FakeOueRandom, [0.2889, 0.3208, 0.3365, 0.3389]),
        (TupleKind.FakeSueZero, [0.3297, 0.4213, 0.6117, 0.9090]), (TupleKind.FakeSueRandom, [0.2859, 0.3347, 0.3930, 0.4259]),
        (TupleKind.PriorGrr, [0.3102, 0.2489, 0.2074, 0.2001]), (TupleKind.PriorOueRandom, [0.2, 0.2, 0.2, 0.2]),
    ];

    /// <inheritdoc/>
    public string Id => "ldp-frequencies";

    /// <inheritdoc/>
    public string Experiment => "Surveys in which every report is made by a client, travels as bytes and is counted by the aggregator. Error: 300 surveys of the same users (40 at small scale; 20 for two k and two ε at the smallest) for each protocol, k = 2, 16, 64 and 256 values of which the i-th is 1/i as frequent, ε from 0.5 to 4: 2,000 users for one report each (1,024 rows of 256 cells for sketches, k = 16 and 256), 1,000 for reports that remember (ε for all of them, half of it for the one that is made) and for tuples of two attributes (k up to 64), 100 for noisy histograms. Reports that remember, (ε∞, ε₁) = (1, ½), (2, 1), (4, 2): four unary protocols on eight columns of the free light chain cohort (flchain) in 2, 3, 7, 9, 9, 10, 20 and 32 bands, 500 of its rows drawn with replacement; and tuples of all eight, 2,000 users, of whom each reports one attribute, by the better protocol for it (ALLOMFREE), 1,000 surveys of each (100, and 5 and 10). Tuples of five attributes with k = 10 and k = 2 at ε = 1: ε split, one attribute sampled, one real among fakes, 1,000 surveys (300 and 30). Which attribute was real, k = 10, frequencies 1/i that the attacker knows, ε from 1 to 8: 200,000 reports of each protocol with fakes (20,000 and 1,000), and a classifier that learns from 40,000 others (10,000, and 2,000 at ε = 2 alone). Who had died by the last follow-up, from seven columns of the cohort, learned from seven tenths of its rows with ε split evenly over the cells and the label, tried on the others as they are, 20 times (5 and 1).";

    /// <inheritdoc/>
    public string? Remarks => "The thesis has Adult and other tables; the bundled cohort is in their place, in bands that give the numbers of values that the expected ratios were computed for. No counter is drawn from a binomial law: all reports are made. Squared errors are compared with the variance among these very users, which has no sampling of users in it. In a first run, of three seeds, one interval touched the edge of its bound (0.7973 to 0.8715, with 0.8715 allowed); five seeds were then fixed before this one. With 1,000 surveys, l-sue and l-osue at ε∞ = 1 (1.016) are too near each other for their order to be judged. Ratios that the expected numbers give for rare values are measured at values that nobody has, where users have all the first value. How often the likeliest attribute is real is the mean of the probability that the attacker has for it; guesses whose truth is known check it. Fakes look better than sampling at the same nominal ε, but pay more for a tuple: at equal payment they have several times the error. Learning from randomized rows is shown without a promise, beside the more frequent label and learning from true rows; the thesis has boosted trees there, and forecasts of counts in the thousands, which are not here.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("the error of each protocol, k and ε is what was computed: largest deviation of a mean square, in standard deviations", "variance-astray", PredicateSide.AtMost, 6.1, true),
        new("no estimate is biased: largest mean error of a value, in standard errors", "bias-astray", PredicateSide.AtMost, 6.1, true),
        new("errors of l-sue, l-soue and l-oue over that of l-osue: largest deviation from what was computed, in standard deviations", "longitudinal-astray", PredicateSide.AtMost, 4, false),
        new("their order, where what was computed differs by more than four standard deviations: pairs that are not in it", "longitudinal-disorder", PredicateSide.AtMost, 0, true),
        .. new[] { ("1", 0.831, 0.847), ("2", 0.759, 0.830), ("4", 0.538, 0.598) }.SelectMany(e => new StudyPredicate[]
        {
            new($"the better protocol for each attribute over l-osue, ε∞ = {e.Item1}, at values that nobody has", $"adaptive-{e.Item1}", PredicateSide.AtMost, e.Item2 * 1.05, true),
            new("and not less", $"adaptive-{e.Item1}", PredicateSide.AtLeast, e.Item2 * 0.95, false),
            new("with the second round as published", $"published-{e.Item1}", PredicateSide.AtMost, e.Item3 * 1.05, false),
            new("and not less", $"published-{e.Item1}", PredicateSide.AtLeast, e.Item3 * 0.95, false),
            new("less error than l-osue among the cohort as well", $"cohort-{e.Item1}", PredicateSide.AtMost, 0.95, true),
        }),
        new("five attributes, ε split, by oue: n·Var away from 99.7", "split-off", PredicateSide.AtMost, 0.1, false),
        new("one sampled: away from 18.2", "sampled-off", PredicateSide.AtMost, 0.1, false),
        new("one real among fakes, by grr: away from 9.66", "fakes-off", PredicateSide.AtMost, 0.1, false),
        new("splitting has the most error: over sampling", "split-sampled", PredicateSide.AtLeast, 4, true),
        new("fakes less than sampling at the same nominal ε", "sampled-fakes", PredicateSide.AtLeast, 1.5, true),
        new("and more where a tuple pays the same", "fakes-sampled-equal", PredicateSide.AtLeast, 7.3, true),
        new("with two values fakes lose even at the same nominal ε", "fakes-sampled-two", PredicateSide.AtLeast, 1.5, true),
        new("which attribute was real: largest difference from what was computed, for each protocol and ε", "attack-off", PredicateSide.AtMost, 0.005, false),
        new("guesses whose truth is known agree: largest deviation in standard deviations", "attack-astray", PredicateSide.AtMost, 4.5, false),
        new("noise on no value betrays it most: above all others at each ε", "zero-worst", PredicateSide.AtLeast, 0.03, true),
        new("with oue up to ε = 2", "zero-oue", PredicateSide.AtLeast, 0.015, false),
        new("with sue beyond", "zero-sue", PredicateSide.AtLeast, 0.015, false),
        new("fakes from the true frequencies by oue betray nothing: away from one in five", "prior-oue-off", PredicateSide.AtMost, 0.005, true),
        new("a classifier that learns finds it, with uniform or no fakes: above one in five", "learned-above", PredicateSide.AtLeast, 0.05, true),
        new("and not more often than can be", "learned-beyond", PredicateSide.AtMost, 0.02, false),
        new("learning from true rows is worth something: above the more frequent label", "deaths-plain-above", PredicateSide.AtLeast, 0.02, false),
        new("randomizing every row at ε = 1 is not free: accuracy that is lost", "deaths-lost-1", PredicateSide.AtLeast, 0.02, false),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(5), 300),
        StudyScale.Small => new(3, TimeSpan.FromMinutes(2), 300),
        _ => new(5, TimeSpan.FromMinutes(30), 400),
    };

    /// <inheritdoc/>
    public async Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var (values, curves) = (new Dictionary<string, double>(StringComparer.Ordinal), new List<StudyCurve>());
        Variances(trial, values, curves, token);
        var (rows, deaths) = await SurveyRows.ReadAsync(token).ConfigureAwait(false);
        Remembering(trial, rows, values, token);
        Tuples(trial, values, token);
        Attacked(trial, values, curves, token);
        Learned(trial, rows, deaths, values, curves);
        return new(values, curves);
    }

    private static void Variances(StudyTrial trial, Dictionary<string, double> values, List<StudyCurve> curves, CancellationToken token)
    {
        var (random, runs, cells) = (trial.Random(1), trial.Pick(20, 40, 300), new List<VarianceCell>());
        var epsilons = trial.Pick([1, 4], Epsilons, Epsilons);
        foreach (var domain in trial.Pick([2, 16], Domains, Domains))
        {
            foreach (var epsilon in epsilons)
            {
                trial.Progress?.Report(string.Create(CultureInfo.InvariantCulture, $"k = {domain}, ε = {epsilon}"));
                cells.AddRange(Instrument.All(domain, epsilon).Select(i => VarianceCell.Of(i, domain, epsilon, runs, random, token)));
            }
        }

        values["variance-cells"] = cells.Count;
        values["variance-astray"] = cells.Max(c => c.Astray);
        values["bias-astray"] = cells.Max(c => c.Bias);
        foreach (var protocol in new[] { "grr", "oue", "ss", "hr", "l-osue", "rsfd-grr" })
        {
            curves.Add(new("Mean squared error over what was computed, k = 16", protocol, "ε", "ratio", epsilons, [.. cells.Where(c => c.Domain == 16 && c.Protocol == protocol).Select(c => c.Ratio)]));
        }
    }

    private static void Remembering(StudyTrial trial, int[][] rows, Dictionary<string, double> values, CancellationToken token)
    {
        trial.Progress?.Report("reports that remember");
        var runs = trial.Pick(5, 100, 1000);
        var deviation = Math.Sqrt(4.0 / (runs * SurveyRows.Domains.Sum()));
        var (surveys, tuples) = (new RepeatedSurveys(trial.Random(2), runs, token), new RepeatedSurveys(trial.Random(3), trial.Pick(10, 100, 1000), token));
        var (astray, disorder) = (0.0, 0);
        foreach (var (forever, report) in RepeatedSurveys.Pairs)
        {
            var found = surveys.Unary(rows, forever, report);
            foreach (var (name, measured, announced) in found.Skip(1))
            {
                var (ratio, expected) = (measured / found[0].Measured, announced / found[0].Announced);
                values[$"{name}-{forever}"] = ratio;
                values[$"{name}-{forever}-computed"] = expected;
                astray = Math.Max(astray, Math.Abs((ratio / expected) - 1) / deviation);
            }

            disorder += found.Sum(a => found.Count(b => b.Announced / a.Announced > 1 + (4 * deviation) && b.Measured <= a.Measured));
            values[$"adaptive-{forever}"] = tuples.Adaptive(null, forever, report, Calibration.Exact);
            values[$"published-{forever}"] = tuples.Adaptive(null, forever, report, Calibration.Published);
            values[$"cohort-{forever}"] = tuples.Adaptive(rows, forever, report, Calibration.Exact);
        }

        values["longitudinal-astray"] = astray;
        values["longitudinal-disorder"] = disorder;
    }

    private static void Tuples(StudyTrial trial, Dictionary<string, double> values, CancellationToken token)
    {
        trial.Progress?.Report("tuples");
        var (random, runs) = (trial.Random(4), trial.Pick(30, 300, 1000));
        double Error(TupleKind kind, int domain, double epsilon, OracleKind? oracle = null) =>
            TupleSurveys.Error(TupleProtocol.Create(kind, [.. Enumerable.Repeat(domain, TupleSurveys.Attributes)], epsilon, oracle), runs, random, token);

        // What a tuple with fakes pays at ε = 1: ln(5(e − 1) + 1).
        var equal = Math.Round(Math.Log((TupleSurveys.Attributes * (Math.E - 1)) + 1), 6);
        var (split, sampled, fakes) = (Error(TupleKind.Split, 10, 1, OracleKind.Oue), Error(TupleKind.Sampled, 10, 1), Error(TupleKind.FakeGrr, 10, 1));
        (values["split"], values["sampled"], values["fakes"]) = (split, sampled, fakes);
        values["split-off"] = Math.Abs((split / 99.667) - 1);
        values["sampled-off"] = Math.Abs((sampled / 18.151) - 1);
        values["fakes-off"] = Math.Abs((fakes / 9.660) - 1);
        values["split-sampled"] = split / sampled;
        values["sampled-fakes"] = sampled / fakes;
        values["fakes-sampled-equal"] = fakes / Error(TupleKind.Sampled, 10, equal);
        values["fakes-sampled-two"] = Error(TupleKind.FakeGrr, 2, 1) / Error(TupleKind.Sampled, 2, 1, OracleKind.Grr);
    }

    private static void Attacked(StudyTrial trial, Dictionary<string, double> values, List<StudyCurve> curves, CancellationToken token)
    {
        trial.Progress?.Report("which attribute was real");
        var seed = trial.Random(5);
        var jobs = Attacks.SelectMany(a => AttackEpsilons.Select((e, i) => (a.Kind, Epsilon: e, Expected: a.Accuracy[i], Seed: seed.NextUInt64()))).ToList();
        var results = new AttackResult[jobs.Count];
        Parallel.For(0, jobs.Count, new ParallelOptions { CancellationToken = token }, i =>
        {
            var (kind, epsilon, expected, from) = jobs[i];
            var learns = trial.Scale != StudyScale.Smoke || epsilon == 2;
            results[i] = AttackResult.Of(kind, epsilon, expected, trial.Pick(1_000, 20_000, 200_000), trial.Pick(500, 10_000, 20_000), learns ? trial.Pick(2_000, 10_000, 40_000) : 0, from);
        });
        double Best(TupleKind kind, double epsilon) => results.Single(r => r.Kind == kind && r.Epsilon == epsilon).Best;
        var learned = results.Where(r => !double.IsNaN(r.Learned)).ToList();
        values["attack-off"] = results.Max(r => Math.Abs(r.Best - r.Expected));
        values["attack-astray"] = results.Max(r => r.Astray);
        values["zero-worst"] = AttackEpsilons.Min(e => Math.Max(Best(TupleKind.FakeOueZero, e), Best(TupleKind.FakeSueZero, e))
            - results.Where(r => r.Epsilon == e && r.Kind is not (TupleKind.FakeOueZero or TupleKind.FakeSueZero)).Max(r => r.Best));
        values["zero-oue"] = new[] { 1.0, 2 }.Min(e => Best(TupleKind.FakeOueZero, e) - Best(TupleKind.FakeSueZero, e));
        values["zero-sue"] = new[] { 4.0, 8 }.Min(e => Best(TupleKind.FakeSueZero, e) - Best(TupleKind.FakeOueZero, e));
        values["prior-oue-off"] = AttackEpsilons.Max(e => Math.Abs(Best(TupleKind.PriorOueRandom, e) - (1.0 / TupleSurveys.Attributes)));
        values["learned-above"] = learned.Where(r => r.Kind is not (TupleKind.PriorGrr or TupleKind.PriorOueRandom)).Min(r => r.Learned) - (1.0 / TupleSurveys.Attributes);
        values["learned-beyond"] = learned.Max(r => r.Learned - r.Best);
        foreach (var group in results.Where(r => r.Kind != TupleKind.FakeSueRandom).GroupBy(r => r.Kind))
        {
            curves.Add(new("Which attribute was real: guesses that are right", TupleNames.Of(group.Key), "ε", "share", AttackEpsilons, [.. group.Select(r => r.Best)], IsLog: false));
        }
    }

    private static void Learned(StudyTrial trial, int[][] rows, int[] deaths, Dictionary<string, double> values, List<StudyCurve> curves)
    {
        trial.Progress?.Report("learning from randomized rows");
        var (random, runs) = (trial.Random(6), trial.Pick(1, 5, 20));
        var (majority, plain, raw, debiased) = (0.0, 0.0, new double[AttackEpsilons.Length], new double[AttackEpsilons.Length]);
        for (var run = 0; run < runs; run++)
        {
            var table = new RandomizedTable(rows, deaths, random);
            (majority, plain) = (majority + (table.Majority / runs), plain + (table.Plain() / runs));
            for (var e = 0; e < AttackEpsilons.Length; e++)
            {
                var found = table.Randomized(AttackEpsilons[e], random);
                (raw[e], debiased[e]) = (raw[e] + (found.Raw / runs), debiased[e] + (found.Debiased / runs));
            }
        }

        (values["deaths-majority"], values["deaths-plain"], values["deaths-plain-above"]) = (majority, plain, plain - majority);
        for (var e = 0; e < AttackEpsilons.Length; e++)
        {
            var name = AttackEpsilons[e].ToString(CultureInfo.InvariantCulture);
            (values[$"deaths-{name}"], values[$"deaths-lost-{name}"]) = (debiased[e], plain - Math.Max(raw[e], debiased[e]));
        }

        void Curve(string label, double[] accuracy) => curves.Add(new("Who had died, from randomized rows: guesses that are right", label, "ε", "share", AttackEpsilons, accuracy, IsLog: false));
        Curve("noise computed out", debiased);
        Curve("as they came", raw);
        Curve("true rows", [.. AttackEpsilons.Select(_ => plain)]);
        Curve("more frequent label", [.. AttackEpsilons.Select(_ => majority)]);
    }
}
