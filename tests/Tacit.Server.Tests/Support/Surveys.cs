namespace Tacit.Server.Tests.Support;

/// <summary>Collections and uploads for tests.</summary>
internal static class Surveys
{
    public static Collection Days(OracleKind kind = OracleKind.Grr, int domain = 4) =>
        Collection.Create("steps", FrequencyOracle.Create(kind, domain, 1), epochs: EpochRule.Every(TimeSpan.FromDays(1), Start));

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Collection Once(OracleKind kind = OracleKind.Grr, int domain = 4) => Collection.Create("once", FrequencyOracle.Create(kind, domain, 1));

    /// <summary>An upload of so many reports, whose values go round.</summary>
    public static byte[] Upload(Collection collection, int reports, ulong seed, uint epoch = 0) => Envelope.Pack(collection, epoch, Reports(collection, reports, seed));

    public static byte[] Reports(Collection collection, int reports, ulong seed)
    {
        var oracle = (FrequencyOracle)collection.Protocol;
        var client = oracle.Client(LocalRandomness.Seeded(seed));
        var bytes = new byte[reports * client.ReportSize];
        for (var i = 0; i < reports; i++)
        {
            client.Randomize(i % oracle.Parameters.Domain, bytes.AsSpan(i * client.ReportSize));
        }

        return bytes;
    }

    /// <summary>What one aggregator counts of all these uploads.</summary>
    public static IReportAggregator Counted(Collection collection, IEnumerable<byte[]> uploads)
    {
        var counts = collection.Protocol.CreateAggregator();
        foreach (var upload in uploads)
        {
            counts.Add(Envelope.Read(upload).Reports.Span);
        }

        return counts;
    }
}
