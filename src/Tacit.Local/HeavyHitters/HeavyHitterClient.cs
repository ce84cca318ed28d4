using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>What runs on the device of a user who has a word: a uniform group and a uniform hash function, both drawn before the word is looked at, then the hash of the group's prefix by randomized response.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class HeavyHitterClient : ILocalRandomizer
{
    private readonly HeavyHitterProtocol _protocol;
    private readonly LocalRandomness _random;
    private readonly ulong _limit;

    internal HeavyHitterClient(HeavyHitterProtocol protocol, LocalRandomness random)
    {
        (_protocol, _random) = (protocol, random);
        _limit = LocalRandomness.LimitOf((uint)protocol.HashValues - 1);
    }

    /// <inheritdoc/>
    public string Protocol => _protocol.Name;

    /// <summary>Numbers that have their own bits, as far as an integer goes.</summary>
    public int Domain => _protocol.Bits >= 31 ? int.MaxValue : 1 << _protocol.Bits;

    /// <inheritdoc/>
    public int ReportSize => _protocol.ReportSize;

    /// <inheritdoc/>
    public PrivacyStatement Privacy => _protocol.Privacy.DrawnFrom(_random);

    /// <inheritdoc/>
    public ILocalRandomizer NewUser() => this;

    /// <inheritdoc/>
    public int Randomize(int value, Span<byte> destination) => value < 0 || value >= Domain
        ? throw new BadInputException($"The value is none of the domain: values are 0 to {Domain - 1}. Nothing was reported.")
        : Write((uint)value, destination);

    /// <summary>Writes one report of a number, of which the largest that fits stands for all beyond.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Randomize(UInt128 number, Span<byte> destination) => Write(UInt128.Min(number, UInt128.MaxValue >> (128 - _protocol.Bits)), destination);

    /// <summary>Writes one report of a word.</summary>
    /// <exception cref="BadInputException">The words of this protocol are numbers. Nothing was written.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Randomize(string word, Span<byte> destination) => _protocol.Code == WordCode.Number
        ? throw new BadInputException("This collection asks for numbers, not for words. Nothing was reported.")
        : Write(WordBits.Encode(_protocol.Code, word, _protocol.Bits), destination);

    private int Write(UInt128 word, Span<byte> destination)
    {
        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }

        var group = (int)_random.Uniform((uint)_protocol.Prefixes.Count);
        var function = (int)_random.Uniform((uint)_protocol.Pool);
        var prefix = word >> (_protocol.Bits - _protocol.Prefixes[group]);
        var hash = new PublicHash(_protocol.Id, function).Of(prefix, _protocol.HashValues);
        var y = RandomizedIndex.Draw(_random, hash, _protocol.Keep, (uint)_protocol.HashValues - 1, _limit);
        destination[0] = (byte)group;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)function);
        destination[3] = (byte)y;
        return ReportSize;
    }
}
