using System.Buffers;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Local;

/// <summary>A stage between devices and a collector, in one process: keeps reports until there are enough, forgets who sent what and in which batch, and lets them out in uniform order.</summary>
/// <remarks>
/// What it promises holds against who sees only what it lets out, and if each user has one report in it. It cannot count users: whoever takes reports in must.
/// Reports of devices that remember are let out once: two of one device come from the same kept answer, and what they cost together is not the sum of two shuffles. That is so for all stages of a collection together: make no second one, and put the reports of one round into it.
/// Not thread-safe.
/// </remarks>
public sealed class ReportShuffler
{
    private readonly IReportProtocol _protocol;
    private readonly RandomSource _random;
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private readonly bool _isOnce;
    private bool _isOver;

    /// <summary>A stage for reports of a protocol.</summary>
    /// <param name="protocol">What the reports were made with.</param>
    /// <param name="smallest">B: reports of honest users that are let out together at least.</param>
    /// <param name="random">What order is drawn from; the operating system unless given. A seeded source hides nobody.</param>
    /// <exception cref="BadInputException">Fewer than two reports hide nobody; or reports of the protocol are not private without a delta, or carry what an installation keeps for ever.</exception>
    public ReportShuffler(IReportProtocol protocol, int smallest, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        if (smallest < 2)
        {
            throw new BadInputException($"A shuffle has at least 2 reports, but {smallest} was given. Thousands are usual.");
        }

        if (protocol.Privacy.Delta.Sign > 0)
        {
            throw new BadInputException($"Reports of {protocol.Name} are private up to a delta only, and bounds of shuffles are for those that are private without one. Take another protocol.");
        }

        if (protocol is BucketProtocol or MemoizedTupleProtocol or RapporProtocol { Cohorts: > 1 } or LongitudinalProtocol { Parameters.IsHashing: true })
        {
            throw new BadInputException($"Reports of {protocol.Name} carry what an installation keeps for ever, a hash function, a set of buckets, an attribute or a cohort: whoever sees two rounds knows them again, so order hides nobody. Shuffle a protocol without it, for example grr or oue.");
        }

        (_protocol, Smallest, _random) = (protocol, smallest, random ?? RandomSource.Create());
        _isOnce = protocol.Privacy.Rounds is not null;
        Loss = PrivacyLoss.Shuffled(protocol.Privacy.Epsilon, smallest);
    }

    /// <summary>B.</summary>
    public int Smallest { get; }

    /// <summary>Reports that wait.</summary>
    public int Waiting => _waiting.WrittenCount / _protocol.ReportSize;

    /// <summary>Whether there are enough to let them out.</summary>
    public bool IsReady => Waiting >= Smallest;

    /// <summary>What one shuffle of B reports costs, under replace. Where devices remember, it is the price of the one shuffle that their reports have in their life, and must not be added to that of another.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The ε of one shuffle of B reports at a δ, the smallest that is known: for randomized response by its own clones.</summary>
    /// <exception cref="BadInputException">δ is not in (0, 1).</exception>
    public double Epsilon(Quantity delta)
    {
        var any = ShuffleBounds.Numeric(_protocol.Privacy.Epsilon, Smallest, delta);
        return _protocol is FrequencyOracle { Parameters.Kind: OracleKind.Grr }
            ? Math.Min(any, ShuffleBounds.RandomizedResponse(_protocol.Privacy.Epsilon, Smallest, delta))
            : any;
    }

    /// <summary>Takes a batch in. Whose it was and where it ended is forgotten.</summary>
    /// <exception cref="BadInputException">A report is malformed, the batch ends inside one, or reports of devices that remember were let out already. Nothing of it was taken.</exception>
    public void Add(ReadOnlySpan<byte> packedReports)
    {
        if (_isOver)
        {
            throw Over();
        }

        // At the door: inside, one malformed report would have the collector refuse everybody's.
        _protocol.CreateAggregator().Add(packedReports);
        _waiting.Write(packedReports);
    }

    /// <summary>All that wait, in uniform order (Fisher and Yates); then nothing waits.</summary>
    /// <exception cref="BadInputException">There are fewer than B. They go on waiting.</exception>
    public byte[] Release()
    {
        if (_isOver)
        {
            throw Over();
        }

        if (!IsReady)
        {
            throw new BadInputException($"A shuffle of this stage has at least {Smallest} reports, and {Waiting} wait. Fewer would hide less than was promised; wait for more.");
        }

        var reports = _waiting.WrittenSpan.ToArray();
        var size = _protocol.ReportSize;
        Span<byte> held = size <= 1024 ? stackalloc byte[size] : new byte[size];
        for (var i = (reports.Length / size) - 1; i > 0; i--)
        {
            var j = (int)_random.NextBelow((ulong)i + 1);
            var a = reports.AsSpan(i * size, size);
            var b = reports.AsSpan(j * size, size);
            a.CopyTo(held);
            b.CopyTo(a);
            held.CopyTo(b);
        }

        _waiting.Clear();
        _isOver = _isOnce;
        return reports;
    }

    private BadInputException Over() => new($"Devices that report by {_protocol.Name} remember their answers, and a shuffle of them was let out: a second one shows what stayed the same, which the price of one shuffle does not cover. Shuffle a protocol whose reports are drawn afresh, for example grr or oue.");
}
