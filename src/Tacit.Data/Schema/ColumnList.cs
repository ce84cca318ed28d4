using System.Globalization;

namespace Tacit.Data;

/// <summary>The declared columns of one table, checked as they come.</summary>
internal sealed class ColumnList(string table)
{
    private readonly List<ColumnFacts> _facts = [];

    public IReadOnlyList<ColumnFacts> Facts => [.. _facts];

    public ColumnFacts? FindCategory(string name) => _facts.Find(c => c.Name == name && c.Kind == ColumnKind.Category);

    public void Category(string column, params string[] values)
    {
        if (values.Length == 0 || values.Distinct(StringComparer.Ordinal).Count() != values.Length || values.Any(v => v is null))
        {
            throw new BadInputException($"The category '{column}' of '{table}' needs its possible values, each once. They are public: take them from a code book, not from the data.");
        }

        foreach (var value in values)
        {
            Declaration.CheckText(value, $"A value of the category '{column}' of '{table}'");
        }

        Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Category, Values = [.. values] });
    }

    public void Bands(string column, string of, params double[] edges)
    {
        if (edges.Length < 2 || edges.SkipLast(1).Any(e => !double.IsFinite(e)) || double.IsNaN(edges[^1]) || !edges.Zip(edges.Skip(1)).All(p => p.First < p.Second))
        {
            throw new BadInputException($"The bands '{column}' of '{table}' need at least two increasing edges; only the last may be infinite.");
        }

        var labels = edges.Zip(edges.Skip(1)).Select(p => BandLabel(p.First, p.Second)).ToArray();
        Declaration.CheckText(of, $"The source column of the bands '{column}' of '{table}'");
        Add(new ColumnFacts { Name = column, Source = of, Kind = ColumnKind.Category, Values = [.. labels], Edges = [.. edges] });
    }

    public void Number(string column, double low, double high) =>
        Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Number, Bounds = FixedPoint.Between(low, high, column) });

    public void Number(string column, string per, params (string Value, double Low, double High)[] bounds)
    {
        var category = FindCategory(per)
            ?? throw new BadInputException($"The bounds of '{column}' depend on '{per}', which is not declared as a category of '{table}' before it.");
        var missing = category.Values.Except(bounds.Select(b => b.Value), StringComparer.Ordinal).ToArray();
        var unknown = bounds.Select(b => b.Value).Except(category.Values, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0 || unknown.Length > 0 || bounds.Length != category.Values.Count)
        {
            throw new BadInputException($"The bounds of '{column}' must name each value of '{per}' once.{Those("Without bounds", missing)}{Those("Not a value of the category", unknown)}");
        }

        var widest = FixedPoint.Between(bounds.Min(b => b.Low), bounds.Max(b => b.High), column);
        Add(new ColumnFacts
        {
            Name = column,
            Source = column,
            Kind = ColumnKind.Number,
            Bounds = widest,
            BoundsPer = per,
            BoundsByValue = bounds.ToDictionary(b => b.Value, b => FixedPoint.Between(b.Low, b.High, $"{column} for {b.Value}"), StringComparer.Ordinal).AsReadOnly(),
        });
    }

    public void Flag(string column) =>
        Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Number, Bounds = FixedPoint.Between(0, 1, column), IsFlag = true });

    public void Text(string column) => Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Text });

    public void Time(string column, DateTime from, DateTime to, string zone = "UTC")
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (from.Kind == DateTimeKind.Local || to.Kind == DateTimeKind.Local || from >= to || (from.Ticks % TimeSpan.TicksPerMicrosecond) + (to.Ticks % TimeSpan.TicksPerMicrosecond) > 0)
        {
            throw new BadInputException($"The time '{column}' of '{table}' needs bounds in UTC and whole microseconds, the earlier one first. The later one is not taken in.");
        }

        Declaration.CheckText(zone, $"The time zone of '{column}' of '{table}'");
        Add(new ColumnFacts
        {
            Name = column,
            Source = column,
            Kind = ColumnKind.Time,
            From = DateTime.SpecifyKind(from, DateTimeKind.Utc),
            To = DateTime.SpecifyKind(to, DateTimeKind.Utc),
            Zone = zone,
        });
    }

    public void Nullable(string column)
    {
        var index = _facts.FindIndex(c => c.Name == column);
        if (index < 0 || _facts[index].Kind == ColumnKind.Number)
        {
            throw new BadInputException($"'{column}' of '{table}' cannot be nullable: it is not declared before that as a category, text or time. A missing number is in no group.");
        }

        if (_facts[index].Values.Contains(ColumnFacts.Missing, StringComparer.Ordinal))
        {
            throw new BadInputException($"'{column}' of '{table}' cannot be nullable: '{ColumnFacts.Missing}' is how answers name a missing value, and it is one of the values.");
        }

        _facts[index] = _facts[index] with { IsNullable = true };
    }

    private static string Those(string what, string[] names) => names.Length == 0 ? string.Empty : $" {what}: {string.Join(", ", names)}.";

    private static string BandLabel(double low, double high)
    {
        if (double.IsPositiveInfinity(high))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{low} and over");
        }

        var whole = low == Math.Floor(low) && high == Math.Floor(high);
        return whole
            ? string.Create(CultureInfo.InvariantCulture, $"{low} to {high - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"{low} up to {high}");
    }

    private void Add(ColumnFacts column)
    {
        if (string.IsNullOrWhiteSpace(column.Name) || _facts.Any(c => c.Name == column.Name))
        {
            throw new BadInputException($"The column '{column.Name}' of '{table}' is declared twice or has no name.");
        }

        Declaration.CheckText(column.Name, $"The name of a column of '{table}'");
        _facts.Add(column with { Prepared = string.Create(CultureInfo.InvariantCulture, $"c{_facts.Count}") });
    }
}
