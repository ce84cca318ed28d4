namespace Tacit.Local;

/// <summary>Counts the packed reports of one protocol: integers that add up, whatever the order and however reports were spread. Keeps no report. Not thread-safe.</summary>
public interface IReportAggregator
{
    /// <summary>What the reports must have been made with.</summary>
    IReportProtocol Protocol { get; }

    /// <summary>n: reports counted so far.</summary>
    long Reports { get; }

    /// <summary>The integers that are kept. Enough to go on elsewhere.</summary>
    ReadOnlySpan<long> Counts { get; }

    /// <summary>Counts a batch of reports, one after another without anything between.</summary>
    /// <exception cref="BadInputException">A report is malformed, or the batch ends inside one. Nothing of the batch was counted.</exception>
    void Add(ReadOnlySpan<byte> packedReports);

    /// <summary>Adds what another aggregator counted. Both must have counted different reports: whoever counts one twice gets it twice.</summary>
    /// <exception cref="BadInputException">It counts reports of another protocol or other parameters. Nothing was added.</exception>
    void Merge(IReportAggregator other);
}
