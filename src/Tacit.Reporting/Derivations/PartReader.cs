using System.Globalization;
using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Reporting;

/// <summary>Checks one part: the arguments and weights of its aggregate, how far one unit moves it, and the loss of its noise.</summary>
/// <remarks>Add/remove of one unit. A sum is taken in units of the weight of its group, so one row moves it by at most 1, as it moves a count.</remarks>
internal sealed class PartReader(DerivationFindings findings, bool isRow, RowSpread spread, IReadOnlyList<Term> keys)
{
    // A tree of counts has levels of 16, 256 and 4,096 nodes: a row is in one node of each.
    private const int TreeLevels = 3;
    private const long TreeNodes = 16 + 256 + 4096;
    private const long MostCells = 10_000_000;

    public PrivacyLoss Read(DerivationEntry part, TermReader terms)
    {
        part.Object(["aggregate", "arguments", "weights", "per", "cells", "l1", "l2", "mechanism", "scale", "loss"]);
        var aggregate = part["aggregate"].Text();
        var arguments = terms.ReadAll(part["arguments"]);
        var (least, most) = aggregate switch
        {
            "rows" => (0, 0),
            "units" => (0, 1),
            "values" or "distinct" or "sum" or "centredSum" or "centredSquares" or "histogram" or "tree" => (1, 1),
            "centredProducts" => (2, 2),
            _ => throw part["aggregate"].Wrong($"the aggregate '{aggregate}' is not known"),
        };
        if (arguments.Count < least || arguments.Count > most)
        {
            throw part["arguments"].Wrong($"'{aggregate}' does not take {arguments.Count} arguments");
        }

        var kind = aggregate switch { "units" => TermKind.Truth, "rows" or "values" or "distinct" => (TermKind?)null, _ => TermKind.Number };
        if (kind is { } needed && arguments.Any(a => a.Kind != needed))
        {
            throw part["arguments"].Wrong($"'{aggregate}' does not take arguments of this kind");
        }

        Weights(part, aggregate is "sum" or "centredSum" or "centredSquares" or "centredProducts", arguments);
        Cells(part["cells"], aggregate);
        var (l1, squares) = Moves(part, aggregate);
        var (claimed1, claimed2) = (part["l1"].Exact(), part["l2"].Exact());
        if (claimed1 < l1)
        {
            findings.Fault(part["l1"], string.Create(CultureInfo.InvariantCulture, $"claimed {claimed1}, but one unit can move the part by {l1} in L1: {spread}."));
        }

        if (claimed2 * claimed2 < squares)
        {
            findings.Fault(part["l2"], string.Create(CultureInfo.InvariantCulture, $"claimed {claimed2}, but one unit can move the part by √{squares} in L2: {spread}."));
        }

        findings.Derived(part, string.Create(CultureInfo.InvariantCulture, $"{aggregate}: one unit moves it by at most {l1} in L1 and √{squares} in L2"));
        var scale = part["scale"].Exact();
        return part["mechanism"].Text() switch
        {
            "discreteGaussian" => DerivedLoss.Same(findings, part["loss"], () => PrivacyLoss.WeightedDiscreteGaussian(scale, claimed2), "mechanism, scale and l2"),
            "discreteLaplace" => DerivedLoss.Same(findings, part["loss"], () => PrivacyLoss.DiscreteLaplace(scale, claimed1), "mechanism, scale and l1"),
            var other => throw part["mechanism"].Wrong($"the mechanism '{other}' is not known"),
        };
    }

    private (BigInteger L1, BigInteger Squares) Moves(DerivationEntry part, string aggregate)
    {
        switch (aggregate)
        {
            case "units":
                if (isRow && spread.Rows > 1)
                {
                    findings.Fault(part, "every row is a unit of its own and stands in the rows more than once, so units cannot be counted.");
                }

                // A unit counts once in each of its groups.
                return (spread.Groups, spread.Groups);
            case "tree":
                return (TreeLevels * spread.Rows, TreeLevels * spread.Squares);
            default:
                // A histogram's row is in one bin: at worst, all rows of a group are in the same.
                return (spread.Rows, spread.Squares);
        }
    }

    private static void Cells(DerivationEntry entry, string aggregate)
    {
        var cells = entry.Whole(1);
        var fits = aggregate switch { "tree" => cells == TreeNodes, "histogram" => cells <= MostCells, _ => cells == 1 };
        if (!fits)
        {
            throw entry.Wrong($"'{aggregate}' does not have {cells} cells");
        }
    }

    // Each argument of a sum has one grid, or one for every value of a category that is among the keys.
    private void Weights(DerivationEntry part, bool isSum, IReadOnlyList<Term> arguments)
    {
        var (weights, per) = (part["weights"], part["per"]);
        if (!isSum)
        {
            if (!weights.IsNull || !per.IsNull)
            {
                throw (weights.IsNull ? per : weights).Wrong("only sums have weights: every row counts 1 here");
            }

            return;
        }

        var (lists, slots) = (weights.List(), per.List());
        if (lists.Count != arguments.Count || slots.Count != arguments.Count)
        {
            throw weights.Wrong("each argument has its grids, and the category that they depend on");
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            var grids = lists[i].List();
            var slot = slots[i].Whole(-1);
            var key = slot < 0 ? null : keys.FirstOrDefault(k => k.Slot == slot && k.IsCategory) ?? throw slots[i].Wrong("grids depend only on a declared category that is among the keys");
            if (grids.Count != (key?.Values!.Count ?? 1))
            {
                throw lists[i].Wrong("there is one grid, or one for every value of the category");
            }

            for (var v = 0; v < grids.Count; v++)
            {
                Weight(grids[v], DeclaredGrid.Read(grids[v]), arguments[i], (int)slot, v);
            }
        }
    }

    private void Weight(DerivationEntry entry, DeclaredGrid claimed, Term argument, int slot, int value)
    {
        var spans = argument.Spans!;
        if (!spans.All.IsKnown)
        {
            throw entry.Wrong("the range of the number is not known: a clamp is missing below the sum");
        }

        var isByKey = slot >= 0 && spans.Category == slot;
        var own = isByKey ? spans.Each[value] : spans.All;
        if (!claimed.Holds(own))
        {
            findings.Fault(entry, string.Create(CultureInfo.InvariantCulture, $"the grid ends at {claimed.Span.Low} and {claimed.Span.High}, but the number lies in [{own.Low}, {own.High}], and nothing below clips it further."));
        }

        // Integers that are held already are summed as they are: they lie on their own grid and no other.
        var held = argument.Slot < 0 ? null : spans.Category < 0 ? argument.Grids?[0] : isByKey ? argument.Grids?[value] : null;
        if (held is not null && held != claimed)
        {
            findings.Fault(entry, $"the column is held on another grid: {held}, not {claimed}.");
        }
    }
}
