using System.Numerics;

namespace Tacit.Reporting;

/// <summary>The rules of joins: the columns of both sides, and the most rows of one unit.</summary>
internal static class JoinRules
{
    /// <summary>Pairs of rows of one unit.</summary>
    public static UnitRows OfUnits(DerivationEntry entry, UnitRows left, UnitRows right, bool isLeft, Func<IReadOnlyList<Term>, TermReader> over)
    {
        // Where a condition decides which rows of a unit find a partner, the others have NULL in its place: what the right side shared is shared no longer.
        var hasCondition = !entry["condition"].IsNull;
        var moved = right.Columns.Select(c => c.Moved(s => s + left.Columns.Count)).Select(c => c with { IsSameForUnit = c.IsSameForUnit && !(isLeft && hasCondition) });
        Term[] columns = [.. left.Columns, .. moved];
        Term[] parts = hasCondition ? [.. Conjuncts(over(columns).Condition(entry["condition"]))] : [];
        var (fromLeft, fromRight) = (right.Most <= 1 || parts.Any(p => HasOnce(p, s => s >= left.Columns.Count)), left.Most <= 1 || parts.Any(p => HasOnce(p, s => s < left.Columns.Count)));

        // A row that has several partners stands several times, and so does its key.
        columns = [.. columns.Select((c, i) => (i < left.Columns.Count ? fromLeft : fromRight) ? c : c with { IsOnce = false })];
        if (fromLeft)
        {
            return new(columns, left.Most, left.Per, left.MostPerValue, left.MostValues);
        }

        if (fromRight && !isLeft)
        {
            return new(columns, right.Most, right.Per < 0 ? -1 : right.Per + left.Columns.Count, right.MostPerValue, right.MostValues);
        }

        return new UnitRows(columns, UnitRows.Times(left.Most, right.Most)).AtMost(fromRight ? left.Most + right.Most : null);

        // A key of one side, each once there, that equals a key of the other side: a row of that other side has one partner.
        bool HasOnce(Term part, Func<int, bool> isThere) => part is { Operation: "Equal", Operands: [{ Kind: TermKind.RowKey, Slot: >= 0 } a, { Kind: TermKind.RowKey, Slot: >= 0 } b] }
            && isThere(a.Slot) != isThere(b.Slot) && (isThere(a.Slot) ? a : b).IsOnce;
    }

    /// <summary>Each row meets the rows of a table that is nobody's: as many as the table has with one value of the columns that the condition equates with the row.</summary>
    public static UnitRows WithPublic(DerivationEntry entry, UnitRows input, IReadOnlyList<IReadOnlyList<Term>> publicTables, Func<IReadOnlyList<Term>, TermReader> over, DerivationFindings findings)
    {
        var index = entry["table"].Whole(0);
        if (index >= publicTables.Count)
        {
            throw entry["table"].Wrong($"there are {publicTables.Count} public tables");
        }

        var start = input.Columns.Count;
        Term[] columns = [.. input.Columns, .. publicTables[(int)index].Select(c => c.Moved(s => s + start))];
        var condition = entry["condition"].IsNull ? null : over(columns).Condition(entry["condition"]);
        var fanOut = entry["fanOut"].WholeOrNull(0);
        columns = [.. columns.Select(c => c with { IsOnce = c.IsOnce && fanOut <= 1 })];
        if (fanOut is not { } partners)
        {
            return new(columns, null);
        }

        if (condition is null || !Conjuncts(condition).Any(c => c.Operation == "Equal" && (Equates(c.Operands[0], c.Operands[1], start) || Equates(c.Operands[1], c.Operands[0], start))))
        {
            findings.Fault(entry["fanOut"], "the condition equates no column of the public table with the private row, so nothing says how many partners a row has.");
            return new(columns, null);
        }

        return new(columns, UnitRows.Times(input.Most, BigInteger.Max(1, partners)));
    }

    // Rounded where the sides hold it on different grids: then rows that round alike were counted.
    private static bool Equates(Term column, Term other, int start) => (column.Operation == "Round" ? column.Operands[0] : column).Slot >= start && IsBefore(other, start);

    private static bool IsBefore(Term term, int start) => term.Slot < start && term.Operands.All(o => IsBefore(o, start));

    /// <summary>The parts of a condition that all hold.</summary>
    public static IEnumerable<Term> Conjuncts(Term condition)
    {
        var open = new Stack<Term>([condition]);
        while (open.TryPop(out var next))
        {
            if (next.Operation != "And")
            {
                yield return next;
                continue;
            }

            open.Push(next.Operands[0]);
            open.Push(next.Operands[1]);
        }
    }
}
