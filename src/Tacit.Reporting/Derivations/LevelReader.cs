using System.Globalization;
using System.Numerics;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Reporting;

/// <summary>Checks one level of a derivation: how rows fall into groups, how groups are named, how far each part moves, and what its noise costs.</summary>
/// <param name="isRow">Whether every row is a unit of its own.</param>
/// <param name="findings">Where faults and own numbers are kept.</param>
internal sealed class LevelReader(bool isRow, DerivationFindings findings)
{
    /// <summary>The losses of the level, each as it must be.</summary>
    public IReadOnlyList<PrivacyLoss> Read(DerivationEntry level, RelationReader relations)
    {
        level.Object(["relation", "keys", "publicGroups", "rows", "groups", "rowsPerGroup", "selection", "parts"]);
        var rows = relations.Read(level["relation"]);
        var terms = relations.Over(rows);
        var keys = terms.ReadAll(level["keys"]);
        var published = Published(level, keys);
        if (RowSpread.Of(rows, keys, published) is not { } spread)
        {
            throw level["relation"].Wrong("nothing bounds how many rows of one unit fall into the groups");
        }

        findings.Claim(level["rows"], spread.Rows, "rows of one unit");
        findings.Claim(level["groups"], spread.Groups, "groups of one unit");
        findings.Claim(level["rowsPerGroup"], spread.RowsPerGroup, "rows of one unit in one group");
        findings.Derived(level, spread.ToString());
        var losses = new List<PrivacyLoss>();
        foreach (var part in level["parts"].List())
        {
            losses.Add(new PartReader(findings, isRow, spread, keys).Read(part, terms));
        }

        if (!level["selection"].IsNull)
        {
            losses.Add(Selection(level["selection"], spread));
        }

        return losses;
    }

    // The groups that are answered whether empty or not; null where they are selected.
    private BigInteger? Published(DerivationEntry level, IReadOnlyList<Term> keys)
    {
        var (entry, isSelected) = (level["publicGroups"], !level["selection"].IsNull);
        var claimed = entry.WholeOrNull(1);
        if (claimed is null == !isSelected)
        {
            throw entry.Wrong("groups are either all answered or selected privately");
        }

        if (claimed is null)
        {
            return null;
        }

        if (keys.Aggregate((BigInteger?)1, (total, key) => total * KeyCount.WithMissing(key)) is not { } own)
        {
            throw entry.Wrong("the values of the keys are not public, so their groups must be selected privately");
        }

        // A unit may be in any group that is answered.
        findings.Claim(entry, own, "public groups");
        return BigInteger.Max(own, claimed.Value);
    }

    private PrivacyLoss Selection(DerivationEntry entry, RowSpread spread)
    {
        entry.Object(["epsilon", "delta", "maxPartitions", "loss"]);
        if (isRow && spread.Rows > 1)
        {
            findings.Fault(entry, "every row is a unit of its own and stands in the rows more than once, so the units of a group cannot be counted.");
        }

        var (epsilon, delta) = (entry["epsilon"].Exact(), entry["delta"].Exact());
        if (delta >= Rational.One)
        {
            throw entry["delta"].Wrong("a delta is below 1");
        }

        findings.Claim(entry["maxPartitions"], spread.Groups, "groups of one unit");
        if (entry["maxPartitions"].IsNull)
        {
            findings.Fault(entry["maxPartitions"], string.Create(CultureInfo.InvariantCulture, $"one unit is in up to {spread.Groups} groups, which the selection must count on."));
        }

        return DerivedLoss.Same(findings, entry["loss"], () => PrivacyLoss.Approximate(epsilon, delta), "epsilon and delta");
    }
}
