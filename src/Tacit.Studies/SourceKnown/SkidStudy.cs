using Tacit.Identity;

namespace Tacit.Studies.SourceKnown;

/// <summary>Serkan, Source Known Identifiers: A Three-Tier Identity System for Distributed Applications (2025): six properties in one system, and an index as good as that of a bigint.</summary>
public sealed class SkidStudy : IStudy
{
    private const int Light = 400;
    private static readonly string[] Drawn = ["Secure SKEID", "SKEID", "UUIDv7", "UUIDv4"];
    private static readonly double[] Rates = [400, 1250, 5000, 20_000, 80_000];

    /// <inheritdoc/>
    public string Id => "skid";

    /// <inheritdoc/>
    public string Experiment => "The three forms of an identity beside UUIDv4, UUIDv7 (random within a millisecond), ULID (monotonic within a millisecond) and Snowflake, made by 8 generators on one clock that the experiment moves, 20 in a millisecond on average. Order: 10⁶ identifiers sorted by key, and within each generator, also while its clock steps back by up to 4 s. Origin: time, application, instance, sequence and kind read back from 10⁶. Verification, before any database is there: 2·10⁶ forgeries of each form, every flipped bit of 1,000 identifiers, another kind, another ring, another form; for the others the strictest test of format and time. Confidentiality: Spearman's correlation of the order of creation with the public form at n = 10⁵ (mean of its size over 8 audiences), and of the volume of 400 quarters of a second with its estimate from the largest sequence number of 30 identifiers. Range: both ends of the epochs 0, 1 and 255 (years 2025, 2093, 2161, 19,379). Storage and index in PostgreSQL (a temporary server, or that of TACIT_STUDY_POSTGRESQL; not measured where there is none): 5·10⁶ rows by COPY, 1,000 in a transaction, keys made by 1 or 8 generators in turns, 400 or 20,000 in a tick of 250 ms by all together; and REINDEX CONCURRENTLY afterwards. Smaller scales have fewer of everything.";

    /// <inheritdoc/>
    public string? Remarks => "An index near that of a bigint holds for one generator, and for eight at modest rates. It does not hold where eight generators together make tens of thousands of keys in a tick: each inserts at a place of its own for a quarter of a second, pages split in their middle and stay half full. REINDEX CONCURRENTLY brings the index back to that of a bigint, until the next rows. Snowflake and UUIDv7, whose unit is a millisecond, keep theirs at this rate and lose it at 80,000: a coarse tick costs something. The server flushes nothing at a commit (synchronous_commit = off), and its autovacuum is off. Within 250 ms keys of several generators have no order among each other: order in ticks is what is measured, and ULID and Snowflake keep it, too. What those lack is the rest.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("order: all neighbours are in the order of ticks once the keys of 8 generators are sorted", "skid-tick-order", PredicateSide.AtLeast, 1, true),
        new("and keys of one generator grow strictly", "skid-strict", PredicateSide.AtLeast, 1, true),
        new("also while its clock steps back by up to 4 s", "skid-strict-back", PredicateSide.AtLeast, 1, true),
        new("neighbours of UUIDv4 are in order by chance", "uuid4-tick-order", PredicateSide.AtMost, 0.6, true),
        new("UUIDv7 does not grow strictly within a generator", "uuid7-strict", PredicateSide.AtMost, 0.95, false),
        new("origin: time, application, instance, sequence and kind are read back from all, in both public forms (share of the worst fact)", "origin-told", PredicateSide.AtLeast, 1, true),
        new("of these five facts no other format tells more than four", "origin-others", PredicateSide.AtMost, 4, false),
        new("verifiable: genuine identifiers are opened", "genuine", PredicateSide.AtLeast, 1, true),
        new("no forgery is", "forgeries-accepted", PredicateSide.AtMost, 0, true),
        new("none with a flipped bit is", "flips-accepted", PredicateSide.AtMost, 0, true),
        new("none of another kind, ring or form is", "wrong-accepted", PredicateSide.AtMost, 0, true),
        new("in each other format half of those with a flipped bit or more look right", "flips-others", PredicateSide.AtLeast, 0.5, true),
        new("confidential: correlation of the order of creation with the encrypted form", "secure-order", PredicateSide.AtMost, 0.01, true),
        new("with the verifiable form and with UUIDv7, the lesser", "plain-order", PredicateSide.AtLeast, 0.99, true),
        new("the encrypted form tells no volume (size of the correlation with its estimate)", "secure-volume", PredicateSide.AtMost, 0.25, true),
        new("the verifiable form and Snowflake do, the lesser", "plain-volume", PredicateSide.AtLeast, 0.9, false),
        new("range: both public forms keep both ends of the epochs 0, 1 and 255 exactly, of six instants", "range-kept", PredicateSide.AtLeast, 6, true),
        new("no other format keeps more than four", "range-others", PredicateSide.AtMost, 4, false),
        new("storage in PostgreSQL: a row of a key with its index takes at most half of bigint, uuid and created_at with theirs", "storage-ratio", PredicateSide.AtMost, 0.5, false),
        new("index near that of a bigint sequence, in PostgreSQL: 1 generator (ratio of sizes)", "index-1", PredicateSide.AtMost, 1.1, false),
        new("8 generators, 400 keys in a tick", "index-8-light", PredicateSide.AtMost, 1.1, false),
        new("8 generators, 20,000 keys in a tick", "index-8-heavy", PredicateSide.AtMost, 1.1, false),
        new("the same after REINDEX CONCURRENTLY", "index-8-reindexed", PredicateSide.AtMost, 1.1, false),
        new("UUIDv4, which is how encrypted forms would be stored", "index-uuid4", PredicateSide.AtLeast, 1.5, false),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(5), 300),
        StudyScale.Small => new(3, TimeSpan.FromSeconds(90), 400),
        _ => new(3, TimeSpan.FromMinutes(20), 600),
    };

    /// <inheritdoc/>
    public async Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var (values, curves) = (new Dictionary<string, double>(StringComparer.Ordinal), new List<StudyCurve>());
        using (var world = new IdWorld(trial, token))
        {
            Properties(trial, world, values, curves);
        }

        trial.Progress?.Report("PostgreSQL");
        await using var database = await StudyDatabase.OpenAsync(token).ConfigureAwait(false);
        if (database is null)
        {
            trial.Progress?.Report($"PostgreSQL is not installed, so storage and index are not measured. Name a server by {StudyDatabase.Variable}, or install one: apt-get install -y postgresql");
        }

        await new StorageWorld(trial, database, token).MeasureAsync(values, curves, trial.Scale == StudyScale.Smoke ? Rates[..2] : Rates, Light).ConfigureAwait(false);
        return new(values, curves);
    }

    private static void Properties(StudyTrial trial, IdWorld world, Dictionary<string, double> values, List<StudyCurve> curves)
    {
        trial.Progress?.Report("order");
        var order = world.Order(trial.Pick(20_000, 200_000, 1_000_000));
        var back = world.Order(trial.Pick(10_000, 100_000, 100_000), steppingBack: true);
        (values["skid-tick-order"], values["skid-strict"]) = order["SKID"];
        values["skid-strict-back"] = back["SKID"].Strict;
        values["uuid7-strict-back"] = back["UUIDv7"].Strict;
        foreach (var (name, (ticks, strict)) in order.Where(o => o.Key != "SKID"))
        {
            (values[$"{Short(name)}-tick-order"], values[$"{Short(name)}-strict"]) = (ticks, strict);
        }

        trial.Progress?.Report("origin");
        var count = trial.Pick(10_000, 100_000, 1_000_000);
        var origin = world.Origin(count);
        values["origin-told"] = Math.Min(origin["SKEID"].Min(), origin["Secure SKEID"].Min()) / (double)count;
        values["origin-others"] = IdWorld.Others.Max(n => origin[n].Count(told => told == count));
        foreach (var (name, told) in origin)
        {
            values[$"{Short(name)}-facts"] = told.Count(t => t == count);
        }

        trial.Progress?.Report("verification");
        var verified = world.Verify(trial.Pick(20_000, 200_000, 2_000_000), trial.Pick(20, 200, 1000));
        (values["genuine"], values["forgeries-accepted"], values["flips-accepted"], values["wrong-accepted"]) = (verified.Genuine, verified.Forgeries, verified.Flips, verified.Wrong);
        values["flips-others"] = IdWorld.Others.Min(n => verified.FlipsThatPass[n]);
        foreach (var (name, share) in verified.FlipsThatPass)
        {
            values[$"{Short(name)}-flips"] = share;
        }

        trial.Progress?.Report("confidentiality");
        var secrets = world.Confidential(trial.Pick(1000, 10_000, 100_000), trial.Pick(50, 400, 400));
        (values["secure-order"], values["secure-volume"]) = (secrets.Order["Secure SKEID"][^1], Math.Abs(secrets.Volume["Secure SKEID"]));
        (values["plain-order"], values["plain-volume"]) = (Math.Min(secrets.Order["SKEID"][^1], secrets.Order["UUIDv7"][^1]), Math.Min(secrets.Volume["SKEID"], secrets.Volume["Snowflake"]));
        foreach (var name in IdWorld.Others)
        {
            (values[$"{Short(name)}-order"], values[$"{Short(name)}-volume"]) = (secrets.Order[name][^1], secrets.Volume[name]);
        }

        curves.AddRange(Drawn.Select(name => new StudyCurve(
            "What the public form tells of the order of creation", name, "identifiers", "size of the rank correlation", secrets.Sizes, secrets.Order[name])));

        trial.Progress?.Report("range");
        var range = world.Range();
        values["range-kept"] = Math.Min(range["SKEID"], range["Secure SKEID"]);
        values["range-others"] = IdWorld.Others.Max(n => range[n]);
        foreach (var (name, kept) in range)
        {
            values[$"{Short(name)}-range"] = kept;
        }
    }

    internal static string Short(string name) => name.Replace("UUIDv", "uuid", StringComparison.Ordinal).Replace(' ', '-').ToLowerInvariant();
}
