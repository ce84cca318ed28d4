using System.Globalization;
using System.Text.Json;

namespace Tacit.Query.Planning;

/// <summary>An expression over released values: post-processing, which costs nothing.</summary>
internal abstract record Released
{
    public abstract string Text { get; }

    /// <summary>How many released aggregates it reads, each time it does.</summary>
    public virtual int CountOfAggregates => 0;

    /// <summary>How many nodes its text has: what BETWEEN repeats counts twice, though it is one object.</summary>
    public virtual int Size => 1;

    public sealed override string ToString() => Text;
}

/// <summary>A key of the group, as text; null in a level that does not group by it.</summary>
internal sealed record ReleasedKey(int Index) : Released
{
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"k{Index}");
}

/// <summary>A released aggregate.</summary>
internal sealed record ReleasedAggregate(int Index) : Released
{
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"v{Index}");

    public override int CountOfAggregates => 1;
}

/// <summary>A constant: a double, a string, a bool or null.</summary>
internal sealed record ReleasedConstant(object? Value) : Released
{
    public override string Text => Value switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        _ => JsonSerializer.Serialize((string)Value, Relations.LiteralText.Default.String),
    };
}

/// <summary>An operation on released values: <c>+ - * / abs floor ceil round sqrt ln exp least greatest = &lt;&gt; &lt; &lt;= and or not isnull in case coalesce number</c>.</summary>
internal sealed record ReleasedCall(string Operation, IReadOnlyList<Released> Arguments) : Released
{
    private const int MostNodes = 100_000;

    public override string Text => $"({Operation}{string.Concat(Arguments.Select(a => " " + a.Text))})";

    public override int Size { get; } = Counted(Arguments);

    public override int CountOfAggregates => Arguments.Sum(a => a.CountOfAggregates);

    private static int Counted(IReadOnlyList<Released> arguments) => arguments.Sum(a => (long)a.Size) + 1 is <= MostNodes and var size
        ? (int)size
        : throw new BadInputException("The expression over released values is too large.");
}

/// <summary>A column of the answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it holds.</param>
/// <param name="IsText">Whether it is text: a key, or made of keys.</param>
internal sealed record OutputColumn(string Name, Released Value, bool IsText);

/// <summary>What is made of released values.</summary>
/// <param name="Columns">The columns of the answer, in order.</param>
/// <param name="Having">Which groups stay, or null for all.</param>
/// <param name="Order">The order of rows.</param>
/// <param name="Limit">How many rows at most, or null.</param>
/// <param name="Offset">How many rows are passed over.</param>
internal sealed record QuestionOutput(IReadOnlyList<OutputColumn> Columns, Released? Having, IReadOnlyList<(Released By, bool Falls, bool NullsFirst)> Order, long? Limit, long Offset)
{
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"output ({string.Join(" ", Columns.Select(c => $"({JsonSerializer.Serialize(c.Name, Relations.LiteralText.Default.String)} {c.Value.Text})"))}) having {Having?.Text ?? "?"} order ({string.Join(" ", Order.Select(o => $"({o.By.Text} {o.Falls} {o.NullsFirst})"))}) limit {Limit?.ToString(CultureInfo.InvariantCulture) ?? "?"} {Offset}");
}
