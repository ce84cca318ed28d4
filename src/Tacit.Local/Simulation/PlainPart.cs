namespace Tacit.Local;

/// <summary>Users who report one value and keep nothing.</summary>
internal sealed class PlainPart(ILocalRandomizer client, IReadOnlyList<long> users) : SimulatedPart
{
    private readonly ValueCursor _values = new(users);

    public override void Write(long user, int round, Span<byte> report) => client.Randomize(_values.Of(user), report);
}
