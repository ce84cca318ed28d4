using System.Globalization;
using Tacit.Data;

namespace Tacit.Query.Planning;

/// <summary>From released integers to the table that was asked for: post-processing only.</summary>
internal sealed class Answer(QueryPlan plan, IReadOnlyList<LevelAnswer> levels)
{
    private readonly GroupedQuery _query = plan.Query;

    public Table ToTable()
    {
        var columns = _query.Output.Columns;
        var keys = columns.Where(c => c.IsText).ToArray();
        var values = columns.Where(c => !c.IsText).ToArray();
        var rows = new List<(AnswerRow Row, ReleasedValue[] Order)>();
        foreach (var level in levels)
        {
            var estimates = new AggregateEstimates(level);
            foreach (var row in Enumerable.Range(0, level.Groups.Count).SelectMany(g => RowsOf(level, estimates, g)))
            {
                if (_query.Output.Having is not { } having || row.Of(having).Truth == true)
                {
                    rows.Add((row, [.. _query.Output.Order.Select(o => row.Of(o.By))]));
                }
            }
        }

        var taken = Ordered(rows).Skip((int)Math.Min(int.MaxValue, _query.Output.Offset)).Take((int)Math.Min(int.MaxValue, _query.Output.Limit ?? int.MaxValue));
        if (_query.IsHistogram)
        {
            return new([.. keys.Select(k => k.Name), values[0].Name], ["count"], [.. taken.Select(r => new TableRow([.. keys.Select(k => r.Label(k.Value)), BinLabel(r.Bin!.Value)], [r.Shown(values[0].Value)]))]);
        }

        return new(
            [.. keys.Select(k => k.Name)],
            [.. values.Select(v => v.Name)],
            [.. taken.Select(r => new TableRow([.. keys.Select(k => r.Label(k.Value))], [.. values.Select(v => r.Shown(v.Value))]))])
        {
            Order = columns.Zip(columns.Skip(1)).Any(p => !p.First.IsText && p.Second.IsText) ? [.. columns.Select(c => c.IsText ? keys.ToList().IndexOf(c) : keys.Length + values.ToList().IndexOf(c))] : null,
        };
    }

    private IEnumerable<AnswerRow> Ordered(List<(AnswerRow Row, ReleasedValue[] Order)> rows)
    {
        var order = _query.Output.Order;
        if (order.Count == 0)
        {
            return rows.Select(r => r.Row);
        }

        var comparer = Comparer<ReleasedValue[]>.Create((a, b) =>
        {
            for (var i = 0; i < order.Count; i++)
            {
                var compared = (a[i].IsNull, b[i].IsNull) switch
                {
                    (true, true) => 0,
                    (true, false) => order[i].NullsFirst ? -1 : 1,
                    (false, true) => order[i].NullsFirst ? 1 : -1,
                    _ => ReleasedValue.Compare(a[i], b[i]) * (order[i].Falls ? -1 : 1),
                };
                if (compared != 0)
                {
                    return compared;
                }
            }

            return 0;
        });
        return rows.OrderBy(r => r.Order, comparer).Select(r => r.Row);
    }

    // A group is one row, but of a histogram one for each bin.
    private IEnumerable<AnswerRow> RowsOf(LevelAnswer level, AggregateEstimates estimates, int group) => _query.IsHistogram
        ? Enumerable.Range(0, _query.Aggregates[0].Edges!.Count - 1).Select(bin => new AnswerRow(_query, level, estimates, group, bin))
        : [new AnswerRow(_query, level, estimates, group)];

    private string BinLabel(int bin)
    {
        var edges = _query.Aggregates[0].Edges!;
        return string.Create(CultureInfo.InvariantCulture, $"[{edges[bin]}, {edges[bin + 1]}{(bin + 2 == edges.Count ? "]" : ")")}");
    }
}
