using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>The pairwise event of every attribute that a packed report of a tuple holds, all at once: its likelihood ratio is the loss of the tuple.</summary>
internal static class TupleEvents
{
    public static ReportEvent Pairwise(TupleProtocol protocol)
    {
        ReportEvent[] each = [.. protocol.Oracles.Select(o => OracleEvents.Pairwise(o, 0, o.Parameters.Domain - 1))];
        int[] sizes = [.. protocol.Oracles.Select(o => o.ReportSize)];
        return protocol.Kind == TupleKind.Sampled
            ? new("the attribute speaks for its first value", (report, coins) => each[report[0]].Happens(report.Slice(1, sizes[report[0]]), coins))
            : new("every attribute speaks for its first value", (report, coins) =>
            {
                var (at, all) = (0, true);
                for (var j = 0; j < each.Length && all; at += sizes[j], j++)
                {
                    all = each[j].Happens(report.Slice(at, sizes[j]), coins);
                }

                return all;
            });
    }
}
