namespace Tacit.Local;

/// <summary>A protocol with all its public facts: what clients and a collector agree on, bit by bit. Immutable and thread-safe.</summary>
/// <remarks>Every report of a protocol has the same number of bytes, and all that a collector keeps of reports is a fixed number of integers that add up.</remarks>
public interface IReportProtocol
{
    /// <summary>The protocol's name, for example <c>oue</c>.</summary>
    string Name { get; }

    /// <summary>The canonical document (RFC 8785): strings and integers only, in one line.</summary>
    string Document { get; }

    /// <summary>The first 16 bytes of the SHA-256 of the document, as 32 hexadecimal digits.</summary>
    string Id { get; }

    /// <summary>Bytes of every report.</summary>
    int ReportSize { get; }

    /// <summary>Integers that an aggregator keeps.</summary>
    int CounterCount { get; }

    /// <summary>What a report gives away at most.</summary>
    PrivacyStatement Privacy { get; }

    /// <summary>An aggregator that has counted nothing.</summary>
    IReportAggregator CreateAggregator();

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this protocol.</exception>
    IReportAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts);
}
