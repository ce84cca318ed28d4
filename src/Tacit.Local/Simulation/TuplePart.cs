namespace Tacit.Local;

/// <summary>Users whose tuples are drawn, each attribute by itself.</summary>
internal sealed class TuplePart(ITupleRandomizer client, WeightedDraw[] attributes, long[][] truth, LocalRandomness random) : SimulatedPart
{
    private readonly int[] _tuple = new int[attributes.Length];
    private readonly long[][] _truth = [.. truth.Select(t => new long[t.Length])];

    public override void Write(long user, int round, Span<byte> report)
    {
        for (var j = 0; j < _tuple.Length; j++)
        {
            _tuple[j] = attributes[j].Draw(random);
            _truth[j][_tuple[j]]++;
        }

        client.Randomize(_tuple, report);
    }

    public override void Finish()
    {
        for (var j = 0; j < truth.Length; j++)
        {
            for (var v = 0; v < truth[j].Length; v++)
            {
                truth[j][v] += _truth[j][v];
            }
        }
    }
}
