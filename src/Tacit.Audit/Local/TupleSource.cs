using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>Users who report a whole tuple, of first values or of last ones.</summary>
internal sealed class TupleSource(TupleProtocol protocol) : ReportSource(
    protocol.Name, "the tuples of all first and of all last values", new(protocol.Epsilon.ToDouble(), protocol.TupleEpsilon, protocol.Privacy.Delta.ToDouble(), protocol.Privacy.Unit))
{
    public override void Draw(bool second, int users, ulong seed, Action<ReadOnlySpan<byte>> take)
    {
        var client = protocol.Client(LocalRandomness.Seeded(seed));
        int[] tuple = [.. protocol.Domains.Select(k => second ? k - 1 : 0)];
        var report = new byte[client.ReportSize];
        for (var i = 0; i < users; i++)
        {
            client.NewUser().Randomize(tuple, report);
            take(report);
        }
    }
}
