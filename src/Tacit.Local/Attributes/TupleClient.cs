namespace Tacit.Local;

/// <summary><c>spl</c>: the report of each attribute, one after another. <c>smp</c>: a uniform attribute in one byte, then its report, then zeros up to the longest.</summary>
internal sealed class TupleClient(TupleProtocol protocol, LocalRandomness random) : TupleRandomizer(protocol, random)
{
    private readonly ILocalRandomizer[] _parts = [.. protocol.Oracles.Select(o => o.Client(random))];
    private readonly bool _isSampled = protocol.Kind == TupleKind.Sampled;

    protected override void Write(ReadOnlySpan<int> tuple, Span<byte> report)
    {
        if (_isSampled)
        {
            var attribute = (int)Random.Uniform((uint)_parts.Length);
            report.Clear();
            report[0] = (byte)attribute;
            _parts[attribute].Randomize(tuple[attribute], report[1..]);
            return;
        }

        for (var j = 0; j < _parts.Length; j++)
        {
            report = report[_parts[j].Randomize(tuple[j], report)..];
        }
    }
}
