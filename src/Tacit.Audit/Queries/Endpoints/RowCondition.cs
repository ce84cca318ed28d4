using System.Globalization;

namespace Tacit.Audit.Queries.Endpoints;

/// <summary>One condition of a conjunction: a column, and what its cell must be. Values are SQL literals: <c>52</c> or <c>'female'</c>.</summary>
/// <remarks>Equal conditions have equal texts: noise that sticks to a condition sticks to its text.</remarks>
public sealed record RowCondition
{
    private RowCondition(string column, RowConditionKind kind, string literal, string? end)
    {
        (Column, Kind, Literal, End) = (column, kind, literal, end);
        Sql = kind switch
        {
            RowConditionKind.Equal => $"{Quoted(column)} = {literal}",
            RowConditionKind.NotEqual => $"{Quoted(column)} <> {literal}",
            _ => $"{Quoted(column)} >= {literal} and {Quoted(column)} < {end}",
        };
    }

    /// <summary>The column.</summary>
    public string Column { get; }

    /// <summary>What is asked of it.</summary>
    public RowConditionKind Kind { get; }

    /// <summary>The value, or where a range begins.</summary>
    public string Literal { get; }

    /// <summary>Where a range ends; null without one.</summary>
    public string? End { get; }

    /// <summary>The condition as SQL.</summary>
    public string Sql { get; }

    /// <summary>The cell is this value.</summary>
    public static RowCondition Is(string column, string literal) => new(Named(column), RowConditionKind.Equal, Checked(literal), null);

    /// <summary>The cell is another value.</summary>
    public static RowCondition IsNot(string column, string literal) => new(Named(column), RowConditionKind.NotEqual, Checked(literal), null);

    /// <summary>The cell is a number from <paramref name="low"/> on and below <paramref name="high"/>.</summary>
    public static RowCondition Between(string column, double low, double high) => new(Named(column), RowConditionKind.Range, Number(low), Number(high));

    /// <summary>A number as a literal; as many digits as it needs.</summary>
    public static string Number(double value) => double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : throw new BadInputException("A number of a condition is finite.");

    /// <summary>A text as a literal.</summary>
    public static string Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    /// <summary>A name of SQL in its quotation marks.</summary>
    public static string Quoted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    /// <inheritdoc/>
    public override string ToString() => Sql;

    /// <summary>Whether a literal is a number.</summary>
    internal static bool IsNumber(string literal) => literal is [var first, ..] && (first == '-' || char.IsAsciiDigit(first)) && TryNumber(literal, out _);

    internal static bool TryNumber(string literal, out double value) =>
        double.TryParse(literal, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>What a literal says, without marks.</summary>
    internal static string Plain(string literal) => literal is ['\'', .., '\''] ? literal[1..^1].Replace("''", "'", StringComparison.Ordinal) : literal;

    private static string Named(string column) => string.IsNullOrWhiteSpace(column) ? throw new BadInputException("A condition needs the name of a column.") : column;

    // A condition is put into SQL as it is: nothing but one literal may stand there.
    private static string Checked(string literal) => literal is not null && (literal is ['\'', .., '\''] ? literal == Text(Plain(literal)) : IsNumber(literal))
        ? literal
        : throw new BadInputException("The value of a condition is a number or a text in single quotation marks, as SQL writes it: 52 or 'female'.");
}
