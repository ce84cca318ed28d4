namespace Tacit.Query.Relations;

/// <summary>What an inner aggregate computes, exactly and without noise, over one unit's rows.</summary>
internal enum InnerFunction
{
    /// <summary>Number of rows.</summary>
    Count = 0,

    /// <summary>Number of different values.</summary>
    CountDistinct = 1,

    /// <summary>Sum, over fixed-point integers.</summary>
    Sum = 2,

    /// <summary>Mean, over fixed-point integers.</summary>
    Mean = 3,

    /// <summary>The smallest.</summary>
    Min = 4,

    /// <summary>The largest.</summary>
    Max = 5,

    /// <summary>Whether any is true.</summary>
    Any = 6,

    /// <summary>Whether all are true.</summary>
    All = 7,
}

/// <summary>An exact aggregate over one unit's rows.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="Argument">Over what, or null for rows.</param>
/// <param name="Facts">Of the result.</param>
internal sealed record InnerAggregate(InnerFunction Function, Scalar? Argument, Facts Facts)
{
    public string Text => $"({Function.ToString().ToLowerInvariant()} {Argument?.Text ?? "*"})";

    /// <summary>The slot of a stored number whose smallest or largest integer is taken, null where values are.</summary>
    public Slot? Held => Function is InnerFunction.Min or InnerFunction.Max && Argument is Slot { Storage: FixedStorage { Per: < 0 } } slot ? slot : null;
}

/// <summary>What a window function computes over one unit's rows.</summary>
internal enum WindowFunction
{
    /// <summary>1, 2, 3, … in the order; ties are broken by all columns, equal rows are alike.</summary>
    RowNumber = 0,

    /// <summary>The value of the row before, or NULL.</summary>
    Lag = 1,

    /// <summary>The value of the row after, or NULL.</summary>
    Lead = 2,

    /// <summary>An inner aggregate over all rows of the partition.</summary>
    Aggregate = 3,
}

/// <summary>A column computed over the rows of one unit and partition.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="Aggregate">The aggregate, where it is one.</param>
/// <param name="Argument">The value of lag and lead.</param>
/// <param name="Partition">Keys beside the unit.</param>
/// <param name="Order">The order, with whether it falls.</param>
internal sealed record WindowColumn(WindowFunction Function, InnerAggregate? Aggregate, Scalar? Argument, IReadOnlyList<Scalar> Partition, IReadOnlyList<(Scalar By, bool Falls)> Order)
{
    /// <summary>The slot of a stored number whose integer is taken from another row, or as the smallest or the largest; null where values are.</summary>
    public Slot? Held => Aggregate is { } aggregate ? aggregate.Held : Argument is Slot { Storage: FixedStorage { Per: < 0 } } slot ? slot : null;

    public string Text => $"({Function.ToString().ToLowerInvariant()} {Aggregate?.Text}{Argument?.Text} ({string.Join(" ", Partition)}) ({string.Join(" ", Order.Select(o => o.By.Text + (o.Falls ? " desc" : string.Empty)))}))";
}
