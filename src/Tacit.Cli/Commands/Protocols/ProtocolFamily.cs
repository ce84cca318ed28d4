using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>Protocols that are for the same kind of answers.</summary>
/// <param name="What">What they are for.</param>
/// <param name="Names">Their names.</param>
internal sealed record ProtocolFamily(string What, IReadOnlyList<string> Names)
{
    public static ProtocolFamily Values { get; } = new("One value", OracleNames.Names);

    public static ProtocolFamily Rounds { get; } = new("One value in every epoch", [.. LongitudinalNames.Names, BucketProtocol.ProtocolName, OneBitMean.ProtocolName, RapporProtocol.ProtocolName]);

    public static ProtocolFamily Tuples { get; } = new("Tuples", TupleNames.Names);

    public static ProtocolFamily RepeatedTuples { get; } = new("Tuples in every epoch", [MemoizedTupleProtocol.ProtocolName]);

    public static ProtocolFamily Numbers { get; } = new("Numbers", NumberNames.Names);

    public static ProtocolFamily Sketches { get; } = new("Words that are asked about later", SketchNames.Names);

    public static ProtocolFamily Searches { get; } = new("Words that are found", ["pem"]);

    public static ProtocolFamily Histograms { get; } = new("For comparison", ["she"]);

    /// <summary>All names, in words.</summary>
    public static string Listed { get; } = Words([Values, Rounds, Tuples, RepeatedTuples, Numbers, Sketches, Searches, Histograms]);

    /// <summary>Families in words.</summary>
    public static string Words(IEnumerable<ProtocolFamily> families) => string.Join(" ", families.Select(f => $"{f.What}: {string.Join(", ", f.Names)}."));
}
