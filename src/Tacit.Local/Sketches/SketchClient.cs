using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>What runs on the device of a user who has a word or a number: a uniform row in two bytes, drawn before the value is looked at, then the report of its cell there.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class SketchClient : ILocalRandomizer
{
    private readonly SketchProtocol _protocol;
    private readonly LocalRandomness _random;
    private readonly ILocalRandomizer _cells;

    internal SketchClient(SketchProtocol protocol, LocalRandomness random)
    {
        (_protocol, _random) = (protocol, random);
        _cells = protocol.Cells.Client(random);
    }

    /// <inheritdoc/>
    public string Protocol => _protocol.Name;

    /// <summary>Any number of at least zero is a value.</summary>
    public int Domain => int.MaxValue;

    /// <inheritdoc/>
    public int ReportSize => _protocol.ReportSize;

    /// <inheritdoc/>
    public PrivacyStatement Privacy => _protocol.Privacy.DrawnFrom(_random);

    /// <inheritdoc/>
    public ILocalRandomizer NewUser() => this;

    /// <inheritdoc/>
    public int Randomize(int value, Span<byte> destination) => value < 0
        ? throw new BadInputException("Values of a sketch are numbers of at least zero. Nothing was reported.")
        : Write((uint)value, destination);

    /// <summary>The same for a word: any text. Give all words in one normal form (NFC), so that the same word has the same bytes on all devices.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Randomize(string word, Span<byte> destination) => Write(SketchKey.Of(word), destination);

    private int Write(UInt128 key, Span<byte> destination)
    {
        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }

        // The function of the drawn row alone: a device that reports once need not make them all.
        var row = (int)_random.Uniform((uint)_protocol.Rows);
        var cell = new PublicHash(_protocol.Id, row).Of(key, _protocol.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)row);
        return 2 + _cells.Randomize(cell, destination[2..]);
    }
}
