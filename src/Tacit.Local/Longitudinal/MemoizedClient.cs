using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What runs on a user's device for one attribute that is reported again and again. A first round is drawn once for each cell and kept in a store; a second one, where the protocol has it, is drawn for each report.</summary>
/// <remarks>
/// Not thread-safe. A cell is the value, for LOLOHA its hash, and for flipped buckets the bucket where it is one of the installation's: a memo for each value would cost ε∞ more often.
/// Cells are those of the collection and the protocol: the same collection with another ε has answers of its own, and pays for them. The hash function and the set of buckets stay for ever, so reports of one installation can be told to be of one.
/// </remarks>
public sealed class MemoizedClient : ILocalRandomizer
{
    private readonly IReportProtocol _protocol;
    private readonly string _collection;
    private readonly string _owner;
    private readonly KeptRounds _rounds;
    private readonly Rational _price;
    private readonly IMemoStore _store;
    private readonly LocalRandomness _random;
    private readonly Dictionary<int, byte[]> _kept = [];
    private byte[]? _seed;

    internal MemoizedClient(IReportProtocol protocol, string collection, KeptRounds rounds, int domain, Rational price, IMemoStore store, LocalRandomness random)
    {
        (_protocol, _collection, _rounds, Domain, _price, _store, _random) = (protocol, collection, rounds, domain, price, store, random);
        _owner = MemoCell.Owner(collection, protocol);
        ReportSize = protocol.ReportSize;
    }

    /// <inheritdoc/>
    public string Protocol => _protocol.Name;

    /// <inheritdoc/>
    public int Domain { get; }

    /// <inheritdoc/>
    public int ReportSize { get; }

    /// <summary>What a single report gives away at most; the protocol says what all of them do together.</summary>
    public PrivacyStatement Privacy => _protocol.Privacy.DrawnFrom(_store is MemoryMemoStore { Random: { IsPrivate: false } kept } ? kept : _random);

    /// <summary>An installation that has kept nothing, with a store in memory and the same source of randomness.</summary>
    public ILocalRandomizer NewUser() => new MemoizedClient(_protocol, _collection, _rounds, Domain, _price, new MemoryMemoStore(_random), _random);

    /// <summary>Writes a report that is drawn from what is kept. Who has to send it again sends these bytes; <see cref="Report"/> keeps them.</summary>
    /// <inheritdoc cref="ILocalRandomizer.Randomize"/>
    /// <exception cref="BudgetExceededException">The value needs an answer that the device's ceiling does not allow. Nothing was drawn.</exception>
    public int Randomize(int value, Span<byte> destination)
    {
        Check(value, destination);
        Draw(_random, value, destination[..ReportSize]);
        return ReportSize;
    }

    /// <summary>Writes the report of an epoch: the first time it is drawn and kept, and from then on it is the same bytes, whatever the value. A report of an earlier epoch is refused.</summary>
    /// <param name="epoch">Number of the round, as the collector counts.</param>
    /// <param name="value">0 … domain − 1.</param>
    /// <param name="destination">At least <see cref="ReportSize"/> bytes.</param>
    /// <exception cref="BadInputException">The value is not one of the domain, a later epoch was reported, or the store keeps no reports. Nothing was written.</exception>
    /// <exception cref="BudgetExceededException">The value needs an answer that the device's ceiling does not allow. Nothing was drawn.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Report(uint epoch, int value, Span<byte> destination)
    {
        Check(value, destination);
        if (_store is not IReportOutbox outbox)
        {
            throw new BadInputException("This memo keeps no reports, so a retry could not send the same bytes. Take a device ledger, or draw reports and keep their bytes yourself.");
        }

        outbox.Report(_collection, epoch, ReportSize, (random, report) => Draw(random, value, report)).CopyTo(destination);
        return ReportSize;
    }

    internal void Draw(LocalRandomness random, int value, Span<byte> report)
    {
        var seed = _seed ??= _rounds.SeedSize == 0 ? [] : _store.Answer(new(_owner, "seed"), Rational.Zero, _rounds.SeedSize, _rounds.DrawSeed);
        var cell = _rounds.CellOf(value, seed);
        _rounds.DrawReport(random, _kept.TryGetValue(cell, out var answer) ? answer : Answer(cell, seed), seed, report);
    }

    private byte[] Answer(int cell, byte[] seed)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_rounds.CellWord} {cell}");
        return _kept[cell] = _store.Answer(new(_owner, name), _price, _rounds.AnswerSize, (random, answer) => _rounds.DrawAnswer(random, cell, seed, answer));
    }

    // The value is the user's secret: the message does not hold it.
    private void Check(int value, Span<byte> destination)
    {
        if ((uint)value >= (uint)Domain)
        {
            throw new BadInputException($"The value is none of the domain: values are 0 to {Domain - 1}. Nothing was reported.");
        }

        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }
    }
}
