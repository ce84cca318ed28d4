namespace Tacit.Query.Relations;

/// <summary>What a number column may hold: one interval, or one for every value of a category in the same row.</summary>
/// <param name="Widest">Holds every value.</param>
/// <param name="Per">The slot of the category, or −1.</param>
/// <param name="Each">The interval for each code of that category; empty where there is no category.</param>
internal sealed record NumberRange(Interval Widest, int Per, IReadOnlyList<Interval> Each)
{
    public NumberRange(Interval one)
        : this(one, -1, [])
    {
    }

    public bool IsPerCategory => Per >= 0;

    public static NumberRange Of(double low, double high) => new(new Interval(low, high));

    public static NumberRange PerCategory(int slot, IReadOnlyList<Interval> each) => new(each.Aggregate((a, b) => a.Union(b)), slot, each);

    public NumberRange Map(Func<Interval, Interval> function) => IsPerCategory
        ? PerCategory(Per, [.. Each.Select(function)])
        : new(function(Widest));

    /// <summary>Of two numbers in one row; categories are kept where they are the same, or where one side has none.</summary>
    public NumberRange With(NumberRange other, Func<Interval, Interval, Interval> function) => (IsPerCategory, other.IsPerCategory) switch
    {
        (true, true) when Per == other.Per => PerCategory(Per, [.. Each.Zip(other.Each, function)]),
        (true, false) => PerCategory(Per, [.. Each.Select(e => function(e, other.Widest))]),
        (false, true) => PerCategory(other.Per, [.. other.Each.Select(e => function(Widest, e))]),
        _ => new(function(Widest, other.Widest)),
    };

    /// <summary>The same where the category stands in another slot, or is gone: then only the widest interval is known.</summary>
    public NumberRange Moved(Func<int, int?> slot) => !IsPerCategory ? this : slot(Per) is { } moved ? this with { Per = moved } : new(Widest);

    /// <summary>The same in rows of which the category is known.</summary>
    public NumberRange Fixed(int slot, int code) => IsPerCategory && Per == slot ? new(Each[code]) : this;
}
