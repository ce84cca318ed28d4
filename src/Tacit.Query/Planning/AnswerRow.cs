using Tacit.Data;

namespace Tacit.Query.Planning;

/// <summary>One group of an answer, or one bin of it: evaluates what is made of its released values.</summary>
/// <remarks>Of an expression over k aggregates each is covered with 1 − (1−c)/k, so that the result is covered with c.</remarks>
internal sealed class AnswerRow(GroupedQuery query, LevelAnswer level, AggregateEstimates estimates, int group, int? bin = null)
{
    private const string AllTogether = "(all)";

    private readonly Dictionary<(int Aggregate, double Confidence), Estimate?> _known = [];

    /// <summary>The bin of a histogram that it stands for.</summary>
    public int? Bin => bin;

    public ReleasedValue Of(Released expression)
    {
        var confidence = 1 - ((1 - query.Confidence) / Math.Max(1, expression.CountOfAggregates));
        return new ReleasedEvaluator(Key, a => Aggregate(a, confidence), query.Confidence).Of(expression);
    }

    /// <summary>The value as text: what a level does not group by is all together, what has no value is missing.</summary>
    public string Label(Released expression) => Of(expression) is { IsNull: false } value ? value.ToString() : IsTotal(expression) ? AllTogether : ColumnFacts.Missing;

    /// <summary>The value as a number with its interval; a condition is 1 or 0.</summary>
    public Estimate? Shown(Released expression)
    {
        var shown = Of(expression);
        return shown.Truth is { } truth ? ReleasedValue.Of(truth ? 1 : 0).Number : shown.Number;
    }

    private bool IsTotal(Released expression) => expression switch
    {
        ReleasedKey key => !level.Level.Context.Level.Contains(key.Index),
        ReleasedCall call => call.Arguments.Any(IsTotal),
        _ => false,
    };

    private string? Key(int key)
    {
        for (var i = 0; i < level.Level.Context.Level.Count; i++)
        {
            if (level.Level.Context.Level[i] == key)
            {
                return level.Groups[group].Labels[i];
            }
        }

        return null;
    }

    private Estimate? Aggregate(int aggregate, double confidence)
    {
        if (!_known.TryGetValue((aggregate, confidence), out var estimate))
        {
            _known[(aggregate, confidence)] = estimate = bin is { } cell ? estimates.OfBin(group, cell, confidence) : estimates.Of(query.Aggregates[aggregate], group, confidence);
        }

        return estimate;
    }
}
