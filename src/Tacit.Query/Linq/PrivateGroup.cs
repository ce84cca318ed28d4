namespace Tacit.Query.Linq;

/// <summary>All rows of a group, as an expression names what is released of them. It is never made, and its methods are never called.</summary>
/// <typeparam name="T">The type that names the columns.</typeparam>
public class PrivateGroup<T>
{
    private protected PrivateGroup()
    {
    }

    /// <summary>Number of rows.</summary>
    public Estimate? Count() => throw Unreachable;

    /// <summary>Number of rows that fulfil a condition.</summary>
    public Estimate? Count(Func<T, bool> condition) => throw Unreachable;

    /// <summary>Number of units that have a row: of persons, where the unit is the person.</summary>
    public Estimate? CountUnits() => throw Unreachable;

    /// <summary>Number of units that have a row that fulfils a condition.</summary>
    public Estimate? CountUnits(Func<T, bool> condition) => throw Unreachable;

    /// <summary>Number of different values.</summary>
    public Estimate? CountDistinct<TValue>(Func<T, TValue> value) => throw Unreachable;

    /// <summary>Sum of a number.</summary>
    public Estimate? Sum(Func<T, double?> number) => throw Unreachable;

    /// <summary>Mean of a number over rows that have it.</summary>
    public Estimate? Average(Func<T, double?> number) => throw Unreachable;

    /// <summary>Share of rows that fulfil a condition, among those where it is known.</summary>
    public Estimate? Rate(Func<T, bool> condition) => throw Unreachable;

    /// <summary>Median of a number.</summary>
    public Estimate? Median(Func<T, double?> number) => throw Unreachable;

    /// <summary>Quantile of a number; <paramref name="q"/> is a constant between 0 and 1.</summary>
    public Estimate? Quantile(Func<T, double?> number, double q) => throw Unreachable;

    /// <summary>A low order statistic: the smallest value that enough rows stand at.</summary>
    public Estimate? Min(Func<T, double?> number) => throw Unreachable;

    /// <summary>A high order statistic.</summary>
    public Estimate? Max(Func<T, double?> number) => throw Unreachable;

    /// <summary>Variance, divided by n − 1.</summary>
    public Estimate? Variance(Func<T, double?> number) => throw Unreachable;

    /// <summary>Standard deviation, with n − 1.</summary>
    public Estimate? StandardDeviation(Func<T, double?> number) => throw Unreachable;

    private protected static InvalidOperationException Unreachable => new("A private group stands for rows inside an expression and holds none. Write it inside Select or Summarize.");
}

/// <summary>A group with its key.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="T">The type that names the columns.</typeparam>
public sealed class PrivateGroup<TKey, T> : PrivateGroup<T>
{
    private PrivateGroup()
    {
    }

    /// <summary>The key. A missing one is null where its type has a null, and the default otherwise.</summary>
    public TKey Key => throw Unreachable;
}
