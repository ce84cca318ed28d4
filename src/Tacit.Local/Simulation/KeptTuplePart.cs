using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Users with a memo each, whose tuples are drawn, each attribute by itself, and whose attributes may change between rounds.</summary>
internal sealed class KeptTuplePart(MemoizedTupleProtocol protocol, WeightedDraw[] attributes, double change, KeptTruth truth, LocalRandomness random) : SimulatedPart
{
    private readonly ulong _change = change >= 1 ? ulong.MaxValue : (ulong)Math.ScaleB(change, 64);
    private readonly long[][] _truth = [.. truth.Rounds.Select(r => new long[r.Length])];
    private readonly int[] _tuple = new int[attributes.Length];
    private Rational _most = Rational.Zero;
    private MemoryMemoStore? _store;
    private MemoizedTupleClient? _device;

    public override void Write(long user, int round, Span<byte> report)
    {
        if (round == 0)
        {
            Leave();
            _store = new(random);
            _device = protocol.Client(_store, protocol.Id, random);
        }

        for (int j = 0, offset = 0; j < _tuple.Length; offset += protocol.Domains[j++])
        {
            if (round == 0 || (change > 0 && random.Bernoulli(_change)))
            {
                _tuple[j] = attributes[j].Draw(random);
            }

            _truth[round][offset + _tuple[j]]++;
        }

        _device!.Randomize(_tuple, report);
    }

    public override void Finish()
    {
        Leave();
        truth.Add(_truth, _most);
    }

    private void Leave() => _most = _store is null ? _most : Rational.Max(_most, _store.Spent);
}
