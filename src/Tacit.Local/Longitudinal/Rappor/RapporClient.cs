using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tacit.Local;

/// <summary>RAPPOR on a device: the Bloom filter of a word, its permanent noise, paid and kept once, and fresh noise for each report. Not thread-safe.</summary>
public sealed class RapporClient
{
    private readonly RapporProtocol _protocol;
    private readonly string _collection;
    private readonly byte[] _secret;
    private readonly IMemoStore _store;
    private readonly string _encoder;
    private readonly LocalRandomness _random;
    private readonly UnaryNoise _zeros;
    private readonly UnaryNoise _ones;

    internal RapporClient(RapporProtocol protocol, string collection, byte[] secret, IMemoStore store, string encoder, LocalRandomness random)
    {
        (_protocol, _collection, _secret, _store, _encoder, _random) = (protocol, collection, secret, store, encoder, random);
        (_zeros, _ones) = (new(protocol.Bits, (ulong)protocol.Zeros << 56), new(protocol.Bits, (ulong)protocol.Ones << 56));
        Cohort = (int)RapporBloom.Cohort(secret, protocol.Cohorts);
    }

    /// <summary>The group of this installation: it follows from the secret and the collection, and stays.</summary>
    public int Cohort { get; }

    /// <summary>Bytes of every report.</summary>
    public int ReportSize => _protocol.ReportSize;

    /// <summary>Writes a report of a word and says how many bytes it has.</summary>
    /// <exception cref="BudgetExceededException">The word needs an answer that the device's ceiling does not allow. Nothing was drawn.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Randomize(string word, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(word);
        Check(destination);
        Draw(_random, word, destination);
        return ReportSize;
    }

    /// <summary>Writes the report of an epoch: the first time it is drawn and kept, and from then on it is the same bytes, whatever the word.</summary>
    /// <exception cref="BadInputException">A later epoch was reported, or the store keeps no reports. Nothing was written.</exception>
    /// <exception cref="BudgetExceededException">The word needs an answer that the device's ceiling does not allow. Nothing was drawn.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Report(uint epoch, string word, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(word);
        Check(destination);
        if (_store is not IReportOutbox outbox)
        {
            throw new BadInputException("This memo keeps no reports, so a retry could not send the same bytes. Take a device ledger, or draw reports and keep their bytes yourself.");
        }

        outbox.Report($"{_collection} {_encoder}", epoch, ReportSize, (random, report) => Draw(random, word, report)).CopyTo(destination);
        return ReportSize;
    }

    private void Draw(LocalRandomness random, string word, Span<byte> destination)
    {
        var bloom = RapporBloom.Bits((uint)Cohort, Encoding.UTF8.GetBytes(word), _protocol.Bits, _protocol.Hashes);
        var cell = string.Create(CultureInfo.InvariantCulture, $"bloom {bloom:x8}");
        var permanent = BinaryPrimitives.ReadUInt32LittleEndian(_store.Answer(new(_collection, cell, _encoder), _protocol.ConstantValueEpsilon, 4, (_, answer) =>
            BinaryPrimitives.WriteUInt32LittleEndian(answer, RapporBloom.Permanent(_secret, _protocol.Encoding, _encoder, bloom, _protocol.Bits, _protocol.Noise))));

        Span<byte> report = stackalloc byte[4];
        var bytes = ReportSize - 2;
        report.Clear();
        _zeros.Fill(random, report[..bytes]);
        var zeros = BinaryPrimitives.ReadUInt32LittleEndian(report);
        _ones.Fill(random, report[..bytes]);
        var ones = BinaryPrimitives.ReadUInt32LittleEndian(report);
        BinaryPrimitives.WriteUInt32LittleEndian(report, RapporBloom.Instantaneous(permanent, zeros, ones));
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Cohort);
        report[..bytes].CopyTo(destination[2..]);
    }

    private void Check(Span<byte> destination)
    {
        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }
    }
}
