namespace Tacit.Audit.Fairness;

/// <summary>Released noisy tables. Everything computed from them is post-processing.</summary>
public sealed class FairnessCounts
{
    internal FairnessCounts(FairnessTable table, Neighbours relation, IReadOnlyList<IReadOnlyList<long>> counts) => (Table, Relation, Counts) = (table, relation, counts);

    /// <summary>What the tables are over.</summary>
    public FairnessTable Table { get; }

    /// <summary>The relation that the noise was calibrated for.</summary>
    public Neighbours Relation { get; }

    /// <summary>For each candidate the cells, group by group: the negatives' bins, then the positives'; within them the reference's bin, then the candidate's.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Counts { get; }

    /// <summary>The same report as of public rows, with intervals that simulate noise and sampling together. A group is sufficient by its noisy count.</summary>
    /// <param name="options">What is compared. The threshold is needed and must be an edge of the bins: private rows choose nothing.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">The threshold is missing or no edge, or an option is out of range.</exception>
    public FairnessReport Report(FairnessOptions options, CancellationToken token = default) => new TableAudit(this, options, Table.EdgeOf(options) + 1).Report(token);
}
