namespace Tacit.Local;

/// <summary>Users whose tuples are drawn, each attribute by itself.</summary>
internal sealed class KeptTuplePart(MemoizedTupleProtocol protocol, WeightedDraw[] attributes, double change, KeptTruth truth, LocalRandomness random) : RememberingPart(change, truth, random)
{
    private readonly int[] _tuple = new int[attributes.Length];
    private MemoizedTupleClient? _device;

    public override void Write(long user, int round, Span<byte> report)
    {
        if (round == 0)
        {
            _device = protocol.Client(NextMemo(), protocol.Id, Random);
        }

        for (int j = 0, offset = 0; j < _tuple.Length; offset += protocol.Domains[j++])
        {
            if (round == 0 || IsChanged())
            {
                _tuple[j] = attributes[j].Draw(Random);
            }

            Truth[round][offset + _tuple[j]]++;
        }

        _device!.Randomize(_tuple, report);
    }
}
