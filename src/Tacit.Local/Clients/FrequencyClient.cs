using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tacit.Local;

/// <summary>What all one-shot clients share: they keep nothing between reports.</summary>
internal abstract class FrequencyClient(FrequencyOracle oracle, LocalRandomness random) : ILocalRandomizer
{
    public string Protocol => OracleNames.Of(oracle.Parameters.Kind);

    public int Domain { get; } = oracle.Parameters.Domain;

    public int ReportSize { get; } = oracle.ReportSize;

    public PrivacyStatement Privacy => oracle.Privacy.DrawnFrom(Random);

    protected FrequencyParameters Parameters => oracle.Parameters;

    protected LocalRandomness Random { get; } = random;

    public ILocalRandomizer NewUser() => this;

    public abstract int Randomize(int value, Span<byte> destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Check(int value, Span<byte> destination)
    {
        if ((uint)value >= (uint)Domain || destination.Length < ReportSize)
        {
            Refuse(value, destination);
        }
    }

    // The value is the user's secret: the message does not hold it.
    [DoesNotReturn]
    private void Refuse(int value, Span<byte> destination)
    {
        if ((uint)value >= (uint)Domain)
        {
            throw new BadInputException($"The value is none of the domain: values are 0 to {Domain - 1}. Nothing was reported.");
        }

        throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
    }
}
