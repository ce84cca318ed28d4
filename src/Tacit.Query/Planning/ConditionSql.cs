using System.Globalization;
using System.Text;
using Tacit.Data;

namespace Tacit.Query.Planning;

/// <summary>Conditions over prepared columns. Every expression is total: comparisons of integers, and text compared byte by byte.</summary>
internal static class ConditionSql
{
    public static string Of(Condition condition, Func<string, ScopeColumn> resolve) => condition switch
    {
        IsCondition c => Is(c, resolve(c.Column)),
        CompareCondition c => Compare(c, resolve(c.Column)),
        MissingCondition c => $"({resolve(c.Column).Sql} IS NULL)",
        PairCondition c => $"({Of(c.Left, resolve)} {(c.Both ? "AND" : "OR")} {Of(c.Right, resolve)})",
        NotCondition c => $"(NOT {Of(c.Inner, resolve)})",
        _ => throw new InvalidOperationException("Unknown condition."),
    };

    private static string Is(IsCondition condition, ScopeColumn column)
    {
        if (condition.Values.Any(v => v.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(v)) != v))
        {
            throw new BadInputException($"The condition on '{condition.Column}' has a value with a NUL or half a character, which no text holds.");
        }

        if (condition.Values.Count == 0)
        {
            throw new BadInputException($"The condition on '{condition.Column}' names no value.");
        }

        switch (column.Facts.Kind)
        {
            case ColumnKind.Category:
                var codes = condition.Values.Select(v => IndexOf(column.Facts, v).ToString(CultureInfo.InvariantCulture));
                return $"({column.Sql} IN ({string.Join(", ", codes)}))";
            case ColumnKind.Text:
                return $"({column.Sql} IN ({string.Join(", ", condition.Values.Select(v => "'" + v.Replace("'", "''", StringComparison.Ordinal) + "'"))}))";
            default:
                throw new BadInputException($"'{condition.Column}' is a number. Use AtLeast, AtMost or Holds.");
        }
    }

    private static string Compare(CompareCondition condition, ScopeColumn column)
    {
        if (column.Facts.Kind != ColumnKind.Number || column.Facts.BoundsPer is not null)
        {
            throw new BadInputException($"'{condition.Column}' is not a number with bounds of its own, so it cannot be compared with one.");
        }

        var bounds = column.Facts.Bounds!;
        if (!(condition.Bound >= bounds.Low && condition.Bound <= bounds.High))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{condition.Column}' is compared with {condition.Bound}, which is outside its declared bounds [{bounds.Low}, {bounds.High}]: values beyond them are clipped."));
        }

        return string.Create(CultureInfo.InvariantCulture, $"({column.Sql} {(condition.AtLeastBound ? ">=" : "<=")} {bounds.ToInteger(condition.Bound)})");
    }

    private static int IndexOf(ColumnFacts facts, string value)
    {
        var index = facts.Values.ToList().IndexOf(value);
        return index >= 0 ? index : throw new BadInputException($"'{value}' is not a declared value of '{facts.Name}'. Declared: {string.Join(", ", facts.Values)}.");
    }
}
