using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Finds frequent words of which nobody has a list, by prefixes: users are split into groups, and each group reports a longer prefix than the one before, at full ε.</summary>
/// <remarks>
/// Source: Wang, Li and Jha, "Locally differentially private heavy hitter identification" (2018). A report is local hashing of the prefix with a function from a public
/// pool, so that counters of a fixed number suffice and no report is kept. The pool leaves an error of standard deviation √(Σ f²/((g − 1)S)), which thresholds
/// and intervals hold. Immutable and thread-safe.
/// </remarks>
public sealed class HeavyHitterProtocol : IReportProtocol
{
    /// <summary>Bits of a word at most.</summary>
    public const int MostBits = 128;

    /// <summary>Bits of the first prefix at most: all of these prefixes are tried.</summary>
    public const int MostFirstBits = 14;

    private const int MostHashValues = 256;
    private const int MostPool = 1 << 16;
    private const int UsualPool = 1 << 14;
    private const long UsualCounters = 1 << 23;
    private const long MostCounters = 1 << 26;
    private readonly Lazy<PublicHash[]> _hashes;

    internal HeavyHitterProtocol(WordCode code, int bits, int first, int step, Rational epsilon, int size, int pool, ulong keep)
    {
        FrequencyParameters.VerifyEpsilon(epsilon);
        FrequencyParameters.VerifyDecimal(epsilon);
        var unit = WordBits.UnitOf(code);
        if (bits < 2 || bits > MostBits || bits % unit != 0 || first < 1 || first > Math.Min(bits, MostFirstBits) || step is < 1 or > 8)
        {
            throw new BadInputException($"Words have up to {MostBits} bits, for {WordBits.NameOf(code)} a multiple of {unit}; the first prefix 1 to {MostFirstBits} of them, and a step 1 to 8. Given were {bits}, {first} and {step}.");
        }

        (Code, Bits, Epsilon, HashValues, Pool, Keep) = (code, bits, epsilon, size, pool, keep);
        (FirstBits, StepBits) = (first, step);
        Prefixes = [.. Lengths(bits, first, step)];
        if (size is < 2 or > MostHashValues || pool is < 1 or > MostPool || (long)Prefixes.Count * pool * size > MostCounters)
        {
            throw new BadInputException($"Local hashing of prefixes has 2 to {MostHashValues} hash values, up to {MostPool} functions, and {MostCounters} counters for all groups, but {size} and {pool} were given for {Prefixes.Count} groups.");
        }

        ThresholdCheck.Verify(OracleKind.Olh, 2, size, epsilon, keep, 0);
        Law = new(keep / Math.ScaleB(1, 64), 1.0 / size);
        Document = HeavyHitterDocument.Write(this);
        Id = ProtocolDocument.Id(Document);
        var (top, bottom) = ThresholdCheck.WorstRatio(OracleKind.Olh, 2, size, keep, 0);
        Privacy = new(PrivacyStatement.OneReport, epsilon, Rational.Zero, Math.Min(BigInteger.Log(top) - BigInteger.Log(bottom), epsilon.ToDouble()), PrivacyProof.IntegerThresholds);
        _hashes = new(() => [.. Enumerable.Range(0, pool).Select(i => new PublicHash(Id, i))]);
    }

    /// <inheritdoc/>
    public string Name => "pem";

    /// <summary>How values become bits.</summary>
    public WordCode Code { get; }

    /// <summary>B: bits of a word.</summary>
    public int Bits { get; }

    /// <summary>Bits of the first prefix.</summary>
    public int FirstBits { get; }

    /// <summary>By how many bits each prefix is longer than the one before.</summary>
    public int StepBits { get; }

    /// <summary>Bits of the prefix that each group reports; the last has whole words.</summary>
    public IReadOnlyList<int> Prefixes { get; }

    /// <summary>ε of one report.</summary>
    public Rational Epsilon { get; }

    /// <summary>g.</summary>
    public int HashValues { get; }

    /// <summary>S: hash functions of the pool.</summary>
    public int Pool { get; }

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>One byte of the group, two of the function, one of the hash value.</summary>
    public int ReportSize => 4;

    /// <inheritdoc/>
    public int CounterCount => Prefixes.Count * Pool * HashValues;

    /// <inheritdoc/>
    public PrivacyStatement Privacy { get; }

    /// <summary>With which probability a report of a group supports the user's prefix, and another one.</summary>
    public SupportLaw Law { get; }

    internal ulong Keep { get; }

    internal PublicHash[] Hashes => _hashes.Value;

    /// <summary>A protocol that finds words.</summary>
    /// <param name="code">How values become bits.</param>
    /// <param name="bits">B, for example 8 for each byte of <see cref="WordCode.Utf8"/> that is kept.</param>
    /// <param name="epsilon">ε of one report.</param>
    /// <param name="firstBits">Bits of the first prefix; all of them are tried.</param>
    /// <param name="stepBits">η. Larger steps need fewer groups, so less error, and more prefixes to try.</param>
    /// <param name="pool">S; 16,384 unless given, fewer where that would be more than eight million counters.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static HeavyHitterProtocol Create(WordCode code, int bits, Quantity epsilon, int firstBits = 10, int stepBits = 5, int? pool = null)
    {
        var best = FrequencyParameters.For(OracleKind.Olh, 2, epsilon);
        var size = Math.Min(best.Size, MostHashValues);
        var first = Math.Min(firstBits, bits);
        var groups = stepBits > 0 ? Lengths(bits, first, stepBits).Count() : 1;
        var usual = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(UsualPool, UsualCounters / (groups * size)) + 1) / 2;
        return new(code, bits, first, stepBits, best.Epsilon, size, pool ?? usual, Thresholds.Of(OracleKind.Olh, 2, size, best.Epsilon).Keep);
    }

    /// <summary>The protocol of a document, checked.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or breaks the ε that it claims.</exception>
    public static HeavyHitterProtocol Parse(string document) => HeavyHitterDocument.Read(document);

    /// <summary>What so many users will show.</summary>
    /// <param name="users">Users that are expected.</param>
    /// <param name="most">K: prefixes that are kept at each stage.</param>
    /// <param name="alpha">With which probability any absent word is found at the last stage.</param>
    /// <param name="squares">Σ f² that is expected of all words, for the error of the pool.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public HeavyHitterPlan Plan(long users, int most = 20, double alpha = 0.05, double squares = 0.01) => HeavyHitterPlan.For(this, users, most, alpha, squares);

    /// <summary>What runs on a user's device, with randomness from the operating system.</summary>
    public HeavyHitterClient Client() => Client(LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public HeavyHitterClient Client(LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(this, random);
    }

    /// <summary>An aggregator that has counted nothing.</summary>
    public IHeavyHitterAggregator CreateAggregator() => new HeavyHitterAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this protocol.</exception>
    public IHeavyHitterAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new HeavyHitterAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    /// <summary>The variance of the error that the pool leaves, whatever the number of reports.</summary>
    internal double PoolVariance(double squares) => squares / ((HashValues - 1.0) * Pool);

    /// <summary>How many words are tried at the last stage at most: K·2^η, or all prefixes where the first is the whole word.</summary>
    internal long Tried(int most, double alpha)
    {
        if (most is < 1 or > 1 << 16 || !(alpha is > 0 and < 1))
        {
            throw new BadInputException($"Prefixes that are kept are 1 to {1 << 16} and alpha lies between 0 and 1, but {most} and {alpha} were given.");
        }

        return FirstBits == Bits ? 1L << Bits : (long)most << StepBits;
    }

    private static IEnumerable<int> Lengths(int bits, int first, int step)
    {
        for (var length = first; length < bits; length += step)
        {
            yield return length;
        }

        yield return bits;
    }
}
