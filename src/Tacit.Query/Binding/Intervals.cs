using System.Globalization;
using System.Text.Json;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Constant intervals of fixed length: weeks and shorter.</summary>
internal static class Intervals
{
    private static readonly Dictionary<string, double> Lengths = new(StringComparer.Ordinal)
    {
        ["week"] = 604_800, ["day"] = 86_400, ["hour"] = 3600, ["minute"] = 60, ["second"] = 1,
    };

    /// <summary>The length in seconds; null where the node is no interval.</summary>
    public static double? Seconds(SqlReader reader, JsonElement node)
    {
        if (SqlReader.Class(node) == "CAST" && node.GetProperty("cast_type").GetProperty("id").GetString() == "INTERVAL" && SqlReader.Class(node.GetProperty("child")) == "CONSTANT")
        {
            var words = (reader.Constant(node.GetProperty("child")) as string ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words is [var count, var unit] && double.TryParse(count, CultureInfo.InvariantCulture, out var number) && Lengths.TryGetValue(unit.ToLowerInvariant().TrimEnd('s'), out var length)
                ? number * length
                : throw Refused(reader, node);
        }

        if (SqlReader.Class(node) == "FUNCTION" && FunctionBinder.NameOf(node) is var name && name.StartsWith("to_", StringComparison.Ordinal))
        {
            var child = SqlReader.List(node, "children").SingleOrDefault();
            while (child.ValueKind == JsonValueKind.Object && SqlReader.Class(child) == "CAST")
            {
                child = child.GetProperty("child");
            }

            return Lengths.TryGetValue(name[3..].TrimEnd('s'), out var length) && child.ValueKind == JsonValueKind.Object && SqlReader.Class(child) == "CONSTANT" && reader.Constant(child) is double number
                ? number * length
                : throw Refused(reader, node);
        }

        return null;
    }

    private static BadInputException Refused(SqlReader reader, JsonElement node) =>
        reader.Refuse(SqlError.Kind, node, "A time is moved by a constant number of weeks, days, hours, minutes or seconds: t + INTERVAL '7 days'.");
}
