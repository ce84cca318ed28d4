using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>For each value its count, 1 or 0, in steps of the grid, and the difference of two geometric numbers. 16 bits each, little-endian, two's complement.</summary>
internal sealed class HistogramClient(HistogramProtocol protocol, LocalRandomness random) : ILocalRandomizer
{
    private readonly int _largest = protocol.Largest;

    public string Protocol => protocol.Name;

    public int Domain => protocol.Domain;

    public int ReportSize => protocol.ReportSize;

    public PrivacyStatement Privacy => protocol.Privacy.DrawnFrom(random);

    public ILocalRandomizer NewUser() => this;

    public int Randomize(int value, Span<byte> destination)
    {
        if ((uint)value >= (uint)Domain)
        {
            throw new BadInputException($"The value is none of the domain: values are 0 to {Domain - 1}. Nothing was reported.");
        }

        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }

        for (var v = 0; v < protocol.Domain; v++)
        {
            var noise = Geometric() - Geometric();
            var isValue = ((v ^ value) - 1) >> 31; // all ones for the value
            var noisy = noise + (protocol.Steps & isValue);
            BinaryPrimitives.WriteInt16LittleEndian(destination[(2 * v)..], (short)Math.Clamp(noisy, -_largest, _largest));
        }

        return ReportSize;
    }

    private int Geometric()
    {
        var count = 0;
        while (random.Bernoulli(protocol.Ratio))
        {
            count++;
        }

        return count;
    }
}
