using System.Globalization;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Planning;

/// <summary>A question as the planner sees it, whichever way it was asked: rows of units, keys, aggregates, and what is done with released values.</summary>
internal sealed record GroupedQuery
{
    /// <summary>The question in words, or its SQL.</summary>
    public required string Words { get; init; }

    /// <summary>Where its text has what may be refused; null where it was not asked as a text.</summary>
    public QuestionPlaces? Places { get; init; }

    /// <summary>The rows.</summary>
    public required Relation Relation { get; init; }

    /// <summary>The keys over them.</summary>
    public required IReadOnlyList<(string Name, Scalar Key)> Keys { get; init; }

    /// <summary>Which keys each level groups by; one level with all keys unless there are grouping sets.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Levels { get; init; }

    /// <summary>What is released.</summary>
    public required IReadOnlyList<AggregateCall> Aggregates { get; init; }

    /// <summary>What is made of released values.</summary>
    public required QuestionOutput Output { get; init; }

    /// <summary>The most groups of one unit that are kept, or null.</summary>
    public long? MaxGroups { get; init; }

    /// <summary>The most rows of one unit in a group that are kept, or null.</summary>
    public long? MaxRowsPerGroup { get; init; }

    /// <summary>Whether keys are selected privately even where they are public.</summary>
    public bool SelectsKeys { get; init; }

    /// <summary>The confidence of intervals.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Whether the bounds of a number that depend on a category may be widened to those of all categories.</summary>
    public bool MayWiden { get; init; } = true;

    /// <summary>Whether its bins become the rows of the answer.</summary>
    public bool IsHistogram => Aggregates is [{ Function: AggregateFunction.Histogram }];

    /// <summary>Whether any level names keys by private selection, which needs δ.</summary>
    public bool SelectsAnyKeys => Levels.Any(l => l.Count > 0 && (SelectsKeys || l.Any(i => KeyDomain.Of(Keys[i].Key) is null)));

    /// <summary>What plans a part of the question, refused at the place of that part.</summary>
    public T Placed<T>(Func<QuestionPlaces, int> place, Func<T> plan)
    {
        try
        {
            return plan();
        }
        catch (BadInputException e) when (Places is not null && !SqlError.IsCoded(e))
        {
            throw Refused(place, e.Message);
        }
    }

    /// <summary>A refusal of a part of the question; with its place where it was asked as a text.</summary>
    public BadInputException Refused(Func<QuestionPlaces, int> place, string reason) => Places is null ? new(reason) : SqlError.At(SqlError.Plan, Places.Text, place(Places), reason);

    /// <summary>The canonical text: everything that decides an answer but the data and the noise.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"(ask {Relation.Text} keys ({string.Join(" ", Keys.Select(k => k.Key.Text))}) levels ({string.Join(" ", Levels.Select(l => $"({string.Join(" ", l)})"))}) aggregates ({string.Join(" ", Aggregates.Select(a => a.Text))}) bounds {MaxGroups?.ToString(CultureInfo.InvariantCulture) ?? "?"} {MaxRowsPerGroup?.ToString(CultureInfo.InvariantCulture) ?? "?"} {SelectsKeys} confidence {Confidence:R} {Output.Text})");
}
