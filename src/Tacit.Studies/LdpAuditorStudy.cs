using Tacit.Auditing;
using Tacit.Studies.LocalAudits;

namespace Tacit.Studies;

/// <summary>Arcolezi and Gambs, Revealing the True Cost of Locally Differentially Private Protocols: An Auditing Perspective (2024): audits stay below ε, attacks that guess are far from it for some protocols, and a fault of a published package is found.</summary>
public sealed class LdpAuditorStudy : IStudy
{
    private static readonly double[] Epsilons = [0.25, 0.5, 1, 2, 4];
    private static readonly double[] Faulty = [0.25, 0.5, 0.75, 1, 2];
    private static readonly string[] Unary = ["sue", "oue"];

    /// <inheritdoc/>
    public string Id => "ldp-auditor";

    /// <inheritdoc/>
    public string Experiment => "One report of the first value of k against one of the last, each of N new users, at 99% confidence: the protocols grr, sue, oue, blh, olh, ss, the and hr of Tacit, and histogram encoding with Laplace noise (she) by a client of the study. Each by the attack of the paper, which guesses the value, and by the event of a pair whose likelihood ratio is ε. N = 10⁶, k = 25, 100 and 200, ε from 0.25 to 10 (10⁵ and 10⁴ at smaller scales, with k = 25 and 100 and ε up to 4, and guesses at k = 100, ε = 4 again with ten times as many). Unary encodings whose true bit is not cleared, as in pure-LDP 1.1.2, k = 25, ε from 0.25 to 2, beside the correct ones, whose audits share the 1%. Local hashing without noise, k = 25, 10 hash values. Tuples of two attributes with two values each, of which one is randomized and the other faked, at ε = ln 2: all first values against all last ones. Eight reports of each user with ε∞ = 1 and ε₁ = ½, two values: a history that changes in its middle against a constant one (randomized response twice), and two constant ones (optimized, then symmetric unary encoding, by a search on all reports). Subsets have the size of the paper.";

    /// <inheritdoc/>
    public string? Remarks => "What is expected of each count is computed from the probabilities that clients draw with. A guess shows less than ε by design of the attack, not of the protocol: the event of a pair shows all of it for every protocol. THE is held against the ε that it spends, which is less than the one it is asked for. At ε = 0.75 the guess finds the fault of oue or misses it by chance (a limit of 0.767), so this ε is not among those where it must miss.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("no audit of a correct protocol is above its ε: audits that are, less those that chance allows at 1e-9", "exceeded-beyond", PredicateSide.AtMost, 0, true),
        new("guesses find what was computed, for each protocol, k and ε: largest deviation in standard deviations", "guess-astray", PredicateSide.AtMost, 4.5, false),
        new("guesses at k = 100, ε = 4: grr is tight", "grr-loss", PredicateSide.AtMost, 0.1, true),
        new("grr above ss", "grr-ss", PredicateSide.AtLeast, 0.2, true),
        new("ss above olh and oue", "ss-olh", PredicateSide.AtLeast, 0.05, true),
        new("olh and oue near each other", "olh-oue", PredicateSide.AtMost, 0.1, false),
        new("olh and oue above sue and she", "olh-sue", PredicateSide.AtLeast, 1, true),
        new("sue and she near each other", "sue-she", PredicateSide.AtMost, 0.1, false),
        new("sue and she above the", "sue-the", PredicateSide.AtLeast, 0.05, true),
        new("the above blh", "the-blh", PredicateSide.AtLeast, 1, true),
        new("blh shows about ln 2 at most, for k from 100 on and any ε", "blh", PredicateSide.AtMost, 0.75, false),
        new("pairs show ε for each protocol: how far a bound is below the one at the expected counts at most, in standard deviations", "pair-short", PredicateSide.AtMost, 4.5, true),
        new("and at ε of 1 and more that is at least so much of ε", "pair-share", PredicateSide.AtLeast, 0.8, false),
        new("the bound for oue at k = 25, ε = 1", "pair-oue", PredicateSide.AtLeast, 0.9, false),
        new("pairs find the bit that is not cleared, in sue and oue, for each ε: missed", "bug-missed", PredicateSide.AtMost, 0, true),
        new("with the bounds that were computed: largest deviation in standard deviations", "bug-astray", PredicateSide.AtMost, 4, false),
        new("guesses find it up to ε = 0.5 only: found there, of four", "bug-guessed", PredicateSide.AtLeast, 4, false),
        new("and at ε = 1 and 2", "bug-guessed-beyond", PredicateSide.AtMost, 0, false),
        new("the correct encodings are never flagged", "fixed-flagged", PredicateSide.AtMost, 0, true),
        new("a hash without noise: guesses find what was computed, deviation in standard deviations", "hash-guess-astray", PredicateSide.AtMost, 4.5, false),
        new("and the pair finds nearly all that the trials can show", "hash-gap", PredicateSide.AtMost, 0.3, true),
        new("a tuple with fakes pays more than the ε of an attribute: bound above ln 2", "tuple-above", PredicateSide.AtLeast, 0.2, true),
        new("and at most the ε of the tuple, ln 3", "tuple-above", PredicateSide.AtMost, 0.4055, false),
        new("reports that remember: a value that changes is told from one that stays by more than ε∞ for each value", "changed-bound", PredicateSide.AtLeast, 2, true),
        new("values that stay are told apart by ε∞ at most", "constant-bound", PredicateSide.AtMost, 1, true),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(4), 200),
        StudyScale.Small => new(3, TimeSpan.FromSeconds(45), 200),
        _ => new(3, TimeSpan.FromMinutes(20), 300),
    };

    /// <inheritdoc/>
    public async Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var world = new AuditWorld(trial.Random(1), trial.Pick(10_000, 100_000, 1_000_000), token);
        int[] domains = trial.Pick<int[]>([25, 100], [25, 100], [25, 100, 200]);
        var epsilons = trial.Pick(Epsilons, Epsilons, [.. Epsilons, 6, 10]);
        var (guesses, pairs) = (new List<AuditedCell>(), new List<AuditedCell>());
        foreach (var protocol in AuditWorld.Protocols)
        {
            trial.Progress?.Report(protocol);
            foreach (var domain in domains)
            {
                foreach (var epsilon in epsilons)
                {
                    guesses.Add(await world.CorrectAsync(protocol, domain, epsilon, guess: true).ConfigureAwait(false));
                    pairs.Add(await world.CorrectAsync(protocol, domain, epsilon, guess: false).ConfigureAwait(false));
                }
            }
        }

        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        Correct(guesses, pairs, values);
        trial.Progress?.Report("shape");
        await ShapeAsync(world, trial.Pick(100_000, 1_000_000, 1_000_000), values).ConfigureAwait(false);
        trial.Progress?.Report("faults");
        var faults = await FaultsAsync(world, values).ConfigureAwait(false);
        return new(values, [.. Curves(guesses, pairs, epsilons), .. faults]);
    }

    private static void Correct(List<AuditedCell> guesses, List<AuditedCell> pairs, Dictionary<string, double> values)
    {
        var all = guesses.Concat(pairs).ToList();
        var exceeded = all.Count(c => c.IsExceeded);
        values["audits"] = all.Count;
        values["exceeded"] = exceeded;
        values["exceeded-beyond"] = exceeded - ChanceAllows(all.Count);
        values["guess-astray"] = guesses.Max(c => c.Astray);
        values["pair-astray"] = pairs.Max(c => c.Astray);
        values["pair-short"] = pairs.Max(c => -c.BoundAstray);
        values["pair-share"] = pairs.Where(c => c.Epsilon >= 1).Min(c => c.Share);
        values["pair-oue"] = pairs.Single(c => c is { Protocol: "oue", Domain: 25, Epsilon: 1 }).Result.EpsilonLower;
        values["blh"] = guesses.Where(c => c is { Protocol: "blh", Domain: >= 100 }).Max(c => c.Shown);
    }

    // Protocols are told apart by less than the smaller scales would show.
    private static async Task ShapeAsync(AuditWorld world, long trials, Dictionary<string, double> values)
    {
        foreach (var protocol in AuditWorld.Protocols)
        {
            values[$"{protocol}-shown"] = (await world.CorrectAsync(protocol, 100, 4, guess: true, trialsOfIt: trials).ConfigureAwait(false)).Shown;
        }

        double Shown(string protocol) => values[$"{protocol}-shown"];
        var (best, middle) = (Math.Max(Shown("olh"), Shown("oue")), Math.Max(Shown("sue"), Shown("she")));
        values["grr-loss"] = Math.Abs(4 - Shown("grr"));
        values["grr-ss"] = Shown("grr") - Shown("ss");
        values["ss-olh"] = Shown("ss") - best;
        values["olh-oue"] = Math.Abs(Shown("olh") - Shown("oue"));
        values["olh-sue"] = Math.Min(Shown("olh"), Shown("oue")) - middle;
        values["sue-she"] = Math.Abs(Shown("sue") - Shown("she"));
        values["sue-the"] = Math.Min(Shown("sue"), Shown("she")) - Shown("the");
        values["the-blh"] = Shown("the") - Shown("blh");
    }

    private static async Task<List<StudyCurve>> FaultsAsync(AuditWorld world, Dictionary<string, double> values)
    {
        var (pairs, guesses, correct) = (new List<AuditedCell>(), new List<AuditedCell>(), new List<AuditedCell>());
        foreach (var protocol in Unary)
        {
            foreach (var epsilon in Faulty)
            {
                pairs.Add(await world.UnclearedAsync(protocol, 25, epsilon, guess: false).ConfigureAwait(false));
                guesses.Add(await world.UnclearedAsync(protocol, 25, epsilon, guess: true).ConfigureAwait(false));
                foreach (var guess in new[] { false, true })
                {
                    correct.Add(await world.CorrectAsync(protocol, 25, epsilon, guess, AuditWorld.Alpha / (2 * Unary.Length * Faulty.Length)).ConfigureAwait(false));
                }
            }
        }

        values["bug-missed"] = pairs.Count(c => !c.IsExceeded);
        values["bug-astray"] = pairs.Max(c => Math.Abs(c.BoundAstray));
        values["bug-guessed"] = guesses.Count(c => c.Epsilon <= 0.5 && c.IsExceeded);
        values["bug-guessed-beyond"] = guesses.Count(c => c.Epsilon >= 1 && c.IsExceeded);
        values["fixed-flagged"] = correct.Count(c => c.IsExceeded);
        var (hashGuess, hashPair) = (await world.HashOnlyAsync(guess: true).ConfigureAwait(false), await world.HashOnlyAsync(guess: false).ConfigureAwait(false));
        values["hash-guess"] = hashGuess.Shown;
        values["hash-guess-astray"] = hashGuess.Astray;
        values["hash-gap"] = hashPair.Result.Ceiling - hashPair.Result.EpsilonLower;
        var tuple = await world.TupleAsync().ConfigureAwait(false);
        values["tuple-above"] = tuple.EpsilonLower - tuple.Claim.Epsilon;
        values["changed-bound"] = (await world.ChangedHistoryAsync().ConfigureAwait(false)).EpsilonLower;
        values["constant-bound"] = (await world.ConstantHistoryAsync().ConfigureAwait(false)).EpsilonLower;
        const string Figure = "A true bit that is not cleared, k = 25";
        return
        [
            Claimed(Figure, Faulty),
            .. Unary.Select(p => Curve(Figure, $"{p}, pair", Faulty, pairs.Where(c => c.Protocol == p))),
            .. Unary.Select(p => Curve(Figure, $"{p}, guess", Faulty, guesses.Where(c => c.Protocol == p))),
        ];
    }

    // Six lines at most: olh is like oue, and she like sue.
    private static IEnumerable<StudyCurve> Curves(List<AuditedCell> guesses, List<AuditedCell> pairs, double[] epsilons)
    {
        foreach (var (figure, cells) in new[] { ("Audited ε by guesses, k = 100", guesses), ("Audited ε by pairs, k = 100", pairs) })
        {
            yield return Claimed(figure, epsilons);
            foreach (var protocol in new[] { "grr", "oue", "sue", "the", "blh" })
            {
                yield return Curve(figure, protocol, epsilons, cells.Where(c => c.Protocol == protocol && c.Domain == 100));
            }
        }
    }

    private static StudyCurve Claimed(string figure, double[] epsilons) => new(figure, "claimed", "claimed ε", "ε at least", epsilons, epsilons);

    private static StudyCurve Curve(string figure, string name, double[] epsilons, IEnumerable<AuditedCell> cells) => new(figure, name, "claimed ε", "ε at least", epsilons, [.. cells.Select(c => c.Result.EpsilonLower)]);

    // The smallest number that a binomial of so many audits at α passes with at most 1e-9: where its exact bound at 1e-9 begins to be above α.
    private static int ChanceAllows(int audits) => Enumerable.Range(0, audits).First(hits => ClopperPearson.Lower(hits + 1, audits, 1e-9) > AuditWorld.Alpha);
}
