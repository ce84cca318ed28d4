using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What runs on the device of a user who has a value of each of several attributes and reports again and again: one attribute, drawn once and kept in the store, is the only one that is ever reported.</summary>
/// <remarks>
/// Not thread-safe. A report is the attribute in one byte, its part, and zeros up to the longest part. Answers are kept for the collection and the attribute, so that equal
/// values of two attributes, or of another collection, have nothing in common.
/// </remarks>
public sealed class MemoizedTupleClient : ITupleRandomizer
{
    private readonly Randomizer _randomizer;

    internal MemoizedTupleClient(MemoizedTupleProtocol protocol, IMemoStore store, string collection, LocalRandomness random) => _randomizer = new(protocol, store, collection, random);

    /// <inheritdoc/>
    public string Protocol => _randomizer.Protocol;

    /// <inheritdoc/>
    public IReadOnlyList<int> Domains => _randomizer.Domains;

    /// <inheritdoc/>
    public int ReportSize => _randomizer.ReportSize;

    /// <summary>What a single report gives away at most; the protocol says what all of them do together.</summary>
    public PrivacyStatement Privacy => _randomizer.Privacy;

    /// <summary>An installation that has kept nothing, with a store in memory and the same source of randomness.</summary>
    public ITupleRandomizer NewUser() => _randomizer.NewUser();

    /// <summary>Writes a report that is drawn from what is kept. Who has to send it again sends these bytes; <see cref="Report"/> keeps them.</summary>
    /// <inheritdoc cref="ITupleRandomizer.Randomize"/>
    /// <exception cref="BudgetExceededException">The value needs an answer that the device's ceiling does not allow. Nothing was drawn.</exception>
    public int Randomize(ReadOnlySpan<int> tuple, Span<byte> destination) => _randomizer.Randomize(tuple, destination);

    /// <summary>Writes the report of an epoch: the first time it is drawn and kept, and from then on it is the same bytes, whatever the tuple. A report of an earlier epoch is refused.</summary>
    /// <param name="epoch">Number of the round, as the collector counts.</param>
    /// <param name="tuple">A value of each attribute, in order.</param>
    /// <param name="destination">At least <see cref="ReportSize"/> bytes.</param>
    /// <exception cref="BadInputException">A value is none of its domain, there are too few or too many, a later epoch was reported, or the store keeps no reports. Nothing was written.</exception>
    /// <exception cref="BudgetExceededException">The value needs an answer that the device's ceiling does not allow. Nothing was drawn.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Report(uint epoch, ReadOnlySpan<int> tuple, Span<byte> destination) => _randomizer.Report(epoch, tuple, destination);

    private sealed class Randomizer(MemoizedTupleProtocol protocol, IMemoStore store, string collection, LocalRandomness random) : TupleRandomizer(protocol, random)
    {
        private readonly string _owner = MemoCell.Owner(collection, protocol);
        private MemoizedClient? _part;
        private byte _attribute;

        public override ITupleRandomizer NewUser() => new MemoizedTupleClient(protocol, new MemoryMemoStore(Random), collection, Random);

        public int Report(uint epoch, ReadOnlySpan<int> tuple, Span<byte> destination)
        {
            Check(tuple, destination);
            if (store is not IReportOutbox outbox)
            {
                throw new BadInputException("This memo keeps no reports, so a retry could not send the same bytes. Take a device ledger, or draw reports and keep their bytes yourself.");
            }

            var values = tuple.ToArray();
            outbox.Report(collection, epoch, ReportSize, (fresh, report) => Draw(fresh, values, report)).CopyTo(destination);
            return ReportSize;
        }

        protected override void Write(ReadOnlySpan<int> tuple, Span<byte> report) => Draw(Random, tuple, report);

        private void Draw(LocalRandomness fresh, ReadOnlySpan<int> tuple, Span<byte> report)
        {
            var part = _part ??= Part();
            report.Clear();
            report[0] = _attribute;
            part.Draw(fresh, tuple[_attribute], report[1..(1 + part.ReportSize)]);
        }

        // Another attribute in another report would be another ε∞, and the attribute depends on no value: it costs nothing.
        private MemoizedClient Part()
        {
            var drawn = store.Answer(new(_owner, "attribute"), Rational.Zero, 1, (from, answer) => answer[0] = (byte)from.Uniform((uint)protocol.Attributes.Count));
            if (drawn[0] >= protocol.Attributes.Count)
            {
                throw new BadInputException($"What is kept for collection {collection} is none of its attributes. Nothing is drawn again in its place. Restore the last copy of the memo, or begin as a new installation.");
            }

            _attribute = drawn[0];
            return protocol.Attributes[_attribute].Client(new AttributeMemo(store, _owner, _attribute.ToString(CultureInfo.InvariantCulture)), collection, Random);
        }
    }
}
