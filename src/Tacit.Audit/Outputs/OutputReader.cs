using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tacit.Audit.Outputs;

/// <summary>Flattens what a mechanism returns: numbers, truth values, texts, null, and lists, tuples, dictionaries and JSON of them.</summary>
internal static class OutputReader
{
    private const int MaxParts = 4096;
    private static readonly string[] Places = [.. Enumerable.Range(0, 64).Select(i => Place(i))];

    public static Observation Read(object? output, double elapsed)
    {
        var names = new List<string>(1);
        var parts = new List<Part>(1);
        Add(output, string.Empty, names, parts);
        return new([.. names], [.. parts], elapsed);
    }

    /// <summary>A mechanism that throws has answered too: the kind of the error is its output.</summary>
    public static Observation Thrown(Exception error, double elapsed) => new(["error"], [Part.Of(error.GetType().Name)], elapsed);

    private static void Add(object? output, string name, List<string> names, List<Part> parts)
    {
        switch (output)
        {
            case null: Leaf(Part.Of("null")); break;
            case bool b: Leaf(Part.Of(b ? 1L : 0L)); break;
            case int i: Leaf(Part.Of((long)i)); break;
            case long l: Leaf(Part.Of(l)); break;
            case short or byte or sbyte or ushort or uint: Leaf(Part.Of(Convert.ToInt64(output, CultureInfo.InvariantCulture))); break;
            case ulong u: Leaf(Part.Of(new BigInteger(u))); break;
            case Int128 i: Leaf(Part.Of((BigInteger)i)); break;
            case UInt128 i: Leaf(Part.Of((BigInteger)i)); break;
            case BigInteger i: Leaf(Part.Of(i)); break;
            case double d: Leaf(Part.Of(d)); break;
            case float f: Leaf(Part.Of((double)f)); break;
            case Half h: Leaf(Part.Of((double)h)); break;
            case decimal m: Leaf(Part.Of((double)m)); break;
            case char or Enum: Leaf(Part.Of(output.ToString()!)); break;
            case string s: Leaf(Part.Of(s)); break;
            case JsonElement e: Json(e, name, names, parts); break;
            case ITuple tuple: Items(Enumerable.Range(0, tuple.Length).Select(i => tuple[i])); break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Add(entry.Value, Key(name, Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!), names, parts);
                }

                break;
            case IEnumerable list: Items(list.Cast<object?>()); break;
            default:
                throw new BadInputException($"An audit cannot look into an output of type {output.GetType().Name}. Return numbers, texts, or lists, tuples or dictionaries of them.");
        }

        void Leaf(Part part)
        {
            if (parts.Count == MaxParts)
            {
                throw new BadInputException($"An audit looks at outputs of at most {MaxParts} numbers and texts. Return a part of the output, or a summary of it.");
            }

            names.Add(name.Length == 0 ? "value" : name);
            parts.Add(part);
        }

        void Items(IEnumerable<object?> items)
        {
            var index = 0;
            foreach (var item in items)
            {
                Add(item, Indexed(name, index++), names, parts);
            }
        }
    }

    private static void Json(JsonElement element, string name, List<string> names, List<Part> parts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Json(member.Value, Key(name, member.Name), names, parts);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Json(item, Indexed(name, index++), names, parts);
                }

                break;
            case JsonValueKind.Number:
                // Integers beyond the digits of a double keep their last bits, and a zero its sign.
                var raw = element.GetRawText();
                Add(raw != "-0" && BigInteger.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : element.GetDouble(), name, names, parts);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Add(element.GetBoolean(), name, names, parts);
                break;
            case JsonValueKind.String:
                Add(element.GetString(), name, names, parts);
                break;
            default:
                Add(null, name, names, parts);
                break;
        }
    }

    private static string Key(string name, string key) => name.Length == 0 ? key : name + "." + key;

    private static string Indexed(string name, int index)
    {
        var place = index < Places.Length ? Places[index] : Place(index);
        return name.Length == 0 ? place : name + place;
    }

    private static string Place(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");
}
