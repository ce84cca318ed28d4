namespace Tacit.Local;

/// <summary>What clients and aggregators of tuples ask of a protocol for them.</summary>
internal interface ITupleProtocol : IReportProtocol
{
    /// <summary>k of each attribute.</summary>
    IReadOnlyList<int> Domains { get; }

    /// <summary>The protocol of each attribute by itself.</summary>
    IReadOnlyList<IReportProtocol> Parts { get; }

    /// <summary>Whether a report names one attribute and speaks of no other.</summary>
    bool IsSampled { get; }

    /// <summary>With which probability a report that speaks of an attribute supports each of its values.</summary>
    /// <exception cref="BadInputException">There is no such attribute.</exception>
    ValueLaws LawsOf(int attribute);
}
