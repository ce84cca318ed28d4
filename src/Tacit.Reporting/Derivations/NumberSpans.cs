namespace Tacit.Reporting;

/// <summary>Where a number lies: one span, or one for every value of a category that stands in the same row.</summary>
/// <param name="All">Holds every value.</param>
/// <param name="Category">The slot of the category, or −1.</param>
/// <param name="Each">The span for each value of the category, in its order.</param>
internal sealed record NumberSpans(NumberSpan All, int Category, IReadOnlyList<NumberSpan> Each)
{
    public static NumberSpans One(NumberSpan span) => new(span, -1, []);

    public static NumberSpans One(double low, double high) => One(new NumberSpan(low, high));

    public static NumberSpans PerCategory(int category, IReadOnlyList<NumberSpan> each) => new(each.Aggregate(NumberSpan.Join), category, each);

    public NumberSpans Map(Func<NumberSpan, NumberSpan> function) => Category < 0 ? One(function(All)) : PerCategory(Category, [.. Each.Select(function)]);

    /// <summary>Two numbers of one row. Spans of one category go together; of two categories, only the widest of both is known.</summary>
    public static NumberSpans Of(NumberSpans a, NumberSpans b, Func<NumberSpan, NumberSpan, NumberSpan> function)
    {
        if (a.Category >= 0 && b.Category >= 0 && a.Category != b.Category)
        {
            return One(function(a.All, b.All));
        }

        var category = Math.Max(a.Category, b.Category);
        return category < 0
            ? One(function(a.All, b.All))
            : PerCategory(category, [.. Enumerable.Range(0, Math.Max(a.Each.Count, b.Each.Count)).Select(i => function(a.Category < 0 ? a.All : a.Each[i], b.Category < 0 ? b.All : b.Each[i]))]);
    }

    /// <summary>Where the category stands in another slot now; where it is gone, the widest span remains.</summary>
    public NumberSpans Moved(Func<int, int?> slot) => Category < 0 ? this : slot(Category) is { } moved ? this with { Category = moved } : One(All);

    /// <summary>In rows whose category is known.</summary>
    public NumberSpans Known(int category, int value) => Category >= 0 && Category == category ? One(Each[value]) : this;
}
