namespace Tacit.Local;

/// <summary>Writes one report of a device.</summary>
internal delegate int KeptDevice(int value, Span<byte> report);

/// <summary>Users with a value each.</summary>
internal sealed class KeptPart(Func<IMemoStore, KeptDevice> make, IReadOnlyList<long> users, double change, KeptTruth truth, LocalRandomness random) : RememberingPart(change, truth, random)
{
    private readonly ValueCursor _values = new(users);
    private readonly WeightedDraw? _others = change > 0 ? new([.. users.Select(u => (double)u)]) : null;
    private KeptDevice? _device;
    private int _value;

    public override void Write(long user, int round, Span<byte> report)
    {
        if (round == 0)
        {
            _device = make(NextMemo());
            _value = _values.Of(user);
        }
        else if (IsChanged())
        {
            _value = _others!.Draw(Random);
        }

        Truth[round][_value]++;
        _device!(_value, report);
    }
}
