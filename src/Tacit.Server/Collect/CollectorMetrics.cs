using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tacit.Server;

/// <summary>Counters for operators: uploads and reports by what became of them.</summary>
internal static class CollectorMetrics
{
    private static readonly Meter Meter = new("Tacit.Collector");
    private static readonly Counter<long> Uploads = Meter.CreateCounter<long>("tacit.collector.uploads", description: "Uploads by what became of them.");
    private static readonly Counter<long> Reports = Meter.CreateCounter<long>("tacit.collector.reports", description: "Reports by what became of their upload.");

    public static UploadAnswer Count(UploadAnswer answer)
    {
        var tag = new TagList { { "status", answer.Status.ToString() } };
        Uploads.Add(1, tag);
        Reports.Add(answer.Reports, tag);
        return answer;
    }
}
