using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Writes one report of a device.</summary>
internal delegate int KeptDevice(int value, Span<byte> report);

/// <summary>Users with a memo each, whose values may change between rounds.</summary>
internal sealed class KeptPart(Func<IMemoStore, KeptDevice> make, IReadOnlyList<long> users, double change, KeptTruth truth, LocalRandomness random) : SimulatedPart
{
    private readonly ValueCursor _values = new(users);
    private readonly WeightedDraw? _others = change > 0 ? new([.. users.Select(u => (double)u)]) : null;
    private readonly ulong _change = change >= 1 ? ulong.MaxValue : (ulong)Math.ScaleB(change, 64);
    private readonly long[][] _truth = [.. truth.Rounds.Select(r => new long[r.Length])];
    private Rational _most = Rational.Zero;
    private MemoryMemoStore? _store;
    private KeptDevice? _device;
    private int _value;

    public override void Write(long user, int round, Span<byte> report)
    {
        if (round == 0)
        {
            Leave();
            _store = new(random);
            _device = make(_store);
            _value = _values.Of(user);
        }
        else if (_others is not null && random.Bernoulli(_change))
        {
            _value = _others.Draw(random);
        }

        _truth[round][_value]++;
        _device!(_value, report);
    }

    public override void Finish()
    {
        Leave();
        truth.Add(_truth, _most);
    }

    private void Leave() => _most = _store is null ? _most : Rational.Max(_most, _store.Spent);
}
