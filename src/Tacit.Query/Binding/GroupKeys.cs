using System.Text.Json;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>GROUP BY and ORDER BY name selected columns by place or alias; a column of the rows comes before an alias.</summary>
internal static class GroupKeys
{
    /// <summary>The node that a grouping stands for.</summary>
    public static JsonElement Resolved(SqlReader reader, JsonElement group, JsonElement[] items, Names names)
    {
        if (SqlReader.Class(group) == "CONSTANT" && reader.Constant(group) is double place)
        {
            return place >= 1 && place <= items.Length && place == Math.Floor(place)
                ? items[(int)place - 1]
                : throw reader.Refuse(SqlError.Unknown, group, $"There are {items.Length} selected columns.");
        }

        if (SqlReader.Class(group) == "COLUMN_REF" && SqlReader.List(group, "column_names").ToArray() is [var single] && names.Find(null, single.GetString()!) is null)
        {
            return Alias(reader, single.GetString()!, items) ?? group;
        }

        return group;
    }

    /// <summary>The selected column of an alias, or null.</summary>
    public static JsonElement? Alias(SqlReader reader, string name, JsonElement[] items)
    {
        var found = items.Where(i => string.Equals(SqlReader.Word(i, "alias"), name, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw reader.Refuse(SqlError.Unknown, found[1], $"The name '{name}' is given twice."),
        };
    }
}
