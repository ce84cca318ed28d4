using System.Globalization;

namespace Tacit.Query;

/// <summary>A question to a data set: rows, groups, and what to compute for each group. Immutable; asking is <c>dataset.QueryAsync(question, spend)</c>.</summary>
public sealed record Question
{
    private Question(string table) => Table = table;

    internal string Table { get; }

    internal string? Joined { get; private init; }

    internal Condition? Filter { get; private init; }

    internal IReadOnlyList<string> Keys { get; private init; } = [];

    internal IReadOnlyList<Aggregate> Aggregates { get; private init; } = [];

    internal IReadOnlyList<HasFlag> Flags { get; private init; } = [];

    internal int? RowsLimit { get; private init; }

    internal bool AsksForBounding { get; private init; }

    /// <summary>The confidence of the intervals; 0.95 unless <see cref="WithConfidence"/> was called.</summary>
    public double Confidence { get; private init; } = 0.95;

    /// <summary>A question about the rows of a table.</summary>
    public static Question From(string table) => new(Given.There(table, "The table of a question"));

    /// <summary>
    /// What bounding did to a table: how many units had rows left out, and how many had a value clipped. Released with noise from its own spend.
    /// </summary>
    public static Question BoundingOf(string table) => new(Given.There(table, "The table of a question")) { AsksForBounding = true };

    /// <summary>Brings the columns of a table with one row a unit to every row, by the unit.</summary>
    public Question Join(string table) => Joined is null
        ? this with { Joined = Given.There(table, "The table to join") }
        : throw new BadInputException("A question joins one table. Declare the columns that you need in one table with one row a unit.");

    /// <summary>A flag on every row: whether the unit has a row in <paramref name="table"/> that fulfils <paramref name="condition"/>.</summary>
    /// <exception cref="BadInputException">The name has other characters than letters, digits, '-' and '_'.</exception>
    public Question Has(string flag, string table, Condition condition) =>
        !string.IsNullOrEmpty(flag) && flag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? this with { Flags = [.. Flags, new HasFlag(flag, Given.There(table, "The table of a flag"), Given.There(condition, "The condition of a flag"))] }
            : throw new BadInputException("A flag needs a name of letters, digits, '-' and '_', for example \"ill\".");

    /// <summary>Only rows that fulfil the condition. Rows are filtered after bounding.</summary>
    public Question Where(Condition condition) => this with { Filter = Filter is null ? Given.There(condition, "The condition") : Filter.And(condition) };

    /// <summary>One group for every value. Groups of declared categories all answer, also when empty; groups by text are selected privately (δ).</summary>
    public Question GroupBy(params string[] columns) => this with { Keys = [.. Keys, .. Given.All(columns, "column to group by")] };

    /// <summary>Keeps fewer rows of a unit than the table does: less noise, more left out.</summary>
    public Question AtMost(int rowsPerUnit) => rowsPerUnit >= 1
        ? this with { RowsLimit = rowsPerUnit }
        : throw new BadInputException($"At least 1 row of a unit is kept, but {rowsPerUnit} was asked for.");

    /// <summary>Number of rows.</summary>
    public Question Count() => With(new Aggregate.Count());

    /// <summary>Number of units that have a row: of persons, where the unit is the person.</summary>
    public Question CountUnits() => With(new Aggregate.Units());

    /// <summary>Sum of a number.</summary>
    public Question Sum(string column) => With(new Aggregate.Sum(Number(column)));

    /// <summary>Mean of a number over rows that have it.</summary>
    public Question Mean(string column) => With(new Aggregate.Mean(Number(column), false));

    /// <summary>Share of rows where a flag is set, among those that have it.</summary>
    public Question Rate(string column) => With(new Aggregate.Mean(Number(column), true));

    /// <summary>Quantiles of a number, all from one tree of noisy counts.</summary>
    public Question Quantiles(string column, params double[] quantiles)
    {
        if (Given.There(quantiles, "The list of quantiles").Length == 0 || quantiles.Any(q => !(q >= 0) || !(q <= 1)))
        {
            throw new BadInputException("Quantiles lie between 0 and 1, for example Quantiles(\"value\", 0.25, 0.5, 0.75).");
        }

        return this with { Aggregates = [.. Aggregates, .. quantiles.Select(q => new Aggregate.Quantile(Number(column), q))] };
    }

    /// <summary>Counts in bins [edge, next edge); the last bin takes its upper edge in. Rows outside the edges do not count.</summary>
    public Question Histogram(string column, params double[] edges)
    {
        if (Given.There(edges, "The list of edges").Length < 2 || edges.Any(e => !double.IsFinite(e)) || !edges.Zip(edges.Skip(1)).All(p => p.First < p.Second))
        {
            throw new BadInputException("A histogram needs at least two increasing finite edges.");
        }

        return With(new Aggregate.Histogram(Number(column), [.. edges]));
    }

    /// <summary>Another confidence for the intervals.</summary>
    public Question WithConfidence(double confidence) => confidence is > 0.5 and < 1
        ? this with { Confidence = confidence }
        : throw new BadInputException($"A confidence lies between 0.5 and 1, but was {confidence.ToString(CultureInfo.InvariantCulture)}.");

    /// <summary>The question in words, for people. What a stored answer is found by is made elsewhere, with every name quoted.</summary>
    public override string ToString()
    {
        if (AsksForBounding)
        {
            return string.Create(CultureInfo.InvariantCulture, $"what bounding did to {Table}, intervals at {Confidence:R}");
        }

        var flags = string.Concat(Flags.Select(f => $", with {f.Name}: any row of {f.Table} where {f.Condition}"));
        return $"{string.Join(", ", Aggregates.Select(Words))} from {Table}{(Joined is null ? string.Empty : $" joined with {Joined}")}{flags}"
            + (RowsLimit is { } n ? string.Create(CultureInfo.InvariantCulture, $", at most {n} rows a unit") : string.Empty)
            + (Filter is null ? string.Empty : $" where {Filter}")
            + (Keys.Count == 0 ? string.Empty : $" by {string.Join(", ", Keys)}")
            + string.Create(CultureInfo.InvariantCulture, $", intervals at {Confidence:R}");
    }

    /// <summary>Whether anything was added to a question about bounding, which takes nothing but a confidence.</summary>
    internal bool HasMoreThanBounding => Joined is not null || Filter is not null || Keys.Count > 0 || Aggregates.Count > 0 || Flags.Count > 0 || RowsLimit is not null;

    // Every digit: who reads two questions that differ should see that they do.
    private static string Words(Aggregate aggregate) => aggregate is Aggregate.Quantile q
        ? string.Create(CultureInfo.InvariantCulture, $"quantile {q.Q:R} of {q.Column}")
        : aggregate.ToString()!;

    private static string Number(string column) => Given.There(column, "The column to compute from");

    private Question With(Aggregate aggregate) => this with { Aggregates = [.. Aggregates, aggregate] };

    internal sealed record HasFlag(string Name, string Table, Condition Condition);
}
