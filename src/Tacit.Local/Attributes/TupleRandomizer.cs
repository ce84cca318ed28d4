namespace Tacit.Local;

/// <summary>What clients for tuples share: they look at a tuple as a whole before they draw. Unless said otherwise they keep nothing between reports.</summary>
internal abstract class TupleRandomizer(ITupleProtocol protocol, LocalRandomness random) : ITupleRandomizer
{
    public string Protocol => protocol.Name;

    public IReadOnlyList<int> Domains => protocol.Domains;

    public int ReportSize { get; } = protocol.ReportSize;

    public PrivacyStatement Privacy => protocol.Privacy.DrawnFrom(Random);

    protected LocalRandomness Random { get; } = random;

    public virtual ITupleRandomizer NewUser() => this;

    public int Randomize(ReadOnlySpan<int> tuple, Span<byte> destination)
    {
        Check(tuple, destination);
        Write(tuple, destination[..ReportSize]);
        return ReportSize;
    }

    protected void Check(ReadOnlySpan<int> tuple, ReadOnlySpan<byte> destination)
    {
        // The values are the user's secret: no message holds one.
        var domains = protocol.Domains;
        if (tuple.Length != domains.Count)
        {
            throw new BadInputException($"A tuple of this collection has {domains.Count} values, but {tuple.Length} were given. Nothing was reported.");
        }

        for (var j = 0; j < tuple.Length; j++)
        {
            if ((uint)tuple[j] >= (uint)domains[j])
            {
                throw new BadInputException($"The value of attribute {j} is none of its domain: values are 0 to {domains[j] - 1}. Nothing was reported.");
            }
        }

        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }
    }

    protected abstract void Write(ReadOnlySpan<int> tuple, Span<byte> report);
}
