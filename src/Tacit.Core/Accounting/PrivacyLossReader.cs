using System.Text.Json;
using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Reads a loss strictly: what is not understood is refused, never skipped.</summary>
internal static class PrivacyLossReader
{
    private const int MaxDepth = 64;

    public static PrivacyLoss Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 3 * MaxDepth });
            return Read(document.RootElement, "$");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The loss is not valid JSON (line {e.LineNumber}, byte {e.BytePositionInLine}).", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What System.Text.Json throws for half a surrogate pair, in the text or escaped.
            throw new FormatException("The loss holds broken characters (half of a surrogate pair).", e);
        }
        catch (BadInputException e)
        {
            throw new FormatException($"The loss has a value out of range. {e.Message}", e);
        }
    }

    private static PrivacyLoss Read(JsonElement element, string path)
    {
        var members = new Members(element, path);
        var type = members.Text("type");
        var relation = members.Relation();
        PrivacyLoss loss = type switch
        {
            "gaussian" => PrivacyLoss.Gaussian(members.Number("noiseMultiplier"), relation),
            "laplace" => PrivacyLoss.Laplace(members.Number("scale"), relation),
            "discreteGaussian" => PrivacyLoss.DiscreteGaussian(members.Number("sigma"), members.Number("shift"), relation),
            "weightedDiscreteGaussian" => PrivacyLoss.WeightedDiscreteGaussian(members.Number("sigma"), members.Number("shift"), relation),
            "discreteLaplace" => PrivacyLoss.DiscreteLaplace(members.Number("scale"), members.Number("shift"), relation),
            "pure" => PrivacyLoss.Pure(members.Number("epsilon"), relation),
            "zcdp" => PrivacyLoss.Zcdp(members.Number("rho"), members.Number("delta"), relation),
            "approximate" => PrivacyLoss.Approximate(members.Number("epsilon"), members.Number("delta"), relation),
            "exponential" => PrivacyLoss.Exponential(members.Number("epsilon"), relation),
            "randomizedResponse" => PrivacyLoss.RandomizedResponse(members.Number("epsilon"), members.Integer("values")),
            "matrix" => PrivacyLoss.Matrix(members.Number("noiseMultiplier"), members.Text("strategy"), members.Text("participation"), relation),
            "shuffled" => PrivacyLoss.Shuffled(members.Number("localEpsilon"), members.Integer("users")),
            "renyi" => PrivacyLoss.Renyi(members.Doubles("orders"), members.Doubles("divergences"), relation),
            "poissonSampled" => Read(members.Element("event"), path + ".event").PoissonSampled(members.Number("rate")),
            "sampledWithoutReplacement" => Read(members.Element("event"), path + ".event")
                .SampledWithoutReplacement(members.Integer("size"), members.Integer("total")),
            "repeated" => Read(members.Element("event"), path + ".event").Repeat(members.Integer("count")),
            "composed" => PrivacyLoss.Composed(members.Elements("events").Select((e, i) => Read(e, $"{path}.events[{i}]")).ToArray()),
            "parallel" => PrivacyLoss.Parallel(members.Elements("events").Select((e, i) => Read(e, $"{path}.events[{i}]")).ToArray()),
            "nonPrivate" => PrivacyLoss.NonPrivate(relation),
            _ => throw new FormatException($"{path}: the loss type '{type}' is not known to this version. Update Tacit to read it."),
        };

        members.RefuseOthers();
        return loss.Relation == relation
            ? loss
            : throw new FormatException($"{path}: the relation of '{type}' does not match its parts or its meaning.");
    }

    private sealed class Members
    {
        private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
        private readonly string _path;

        public Members(JsonElement element, string path)
        {
            _path = path;
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"{path}: a loss is an object with a 'type'.");
            }

            foreach (var member in element.EnumerateObject())
            {
                if (!_members.TryAdd(member.Name, member.Value))
                {
                    throw new FormatException($"{path}: the member '{member.Name}' stands twice.");
                }
            }
        }

        public JsonElement Element(string name) => _members.Remove(name, out var value)
            ? value
            : throw new FormatException($"{_path}: the member '{name}' is missing.");

        public string Text(string name) => Element(name) is { ValueKind: JsonValueKind.String } value
            ? value.GetString()!
            : throw new FormatException($"{_path}.{name}: expected text.");

        public Rational Number(string name)
        {
            var value = Element(name);
            var text = value.ValueKind switch
            {
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.String => value.GetString(),
                _ => null,
            };
            return Rational.TryParse(text, out var number) ? number : throw new FormatException($"{_path}.{name}: expected a number or a fraction such as \"1/3\".");
        }

        public long Integer(string name) => Element(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            ? number
            : throw new FormatException($"{_path}.{name}: expected a whole number.");

        public JsonElement.ArrayEnumerator Elements(string name) => Element(name) is { ValueKind: JsonValueKind.Array } value
            ? value.EnumerateArray()
            : throw new FormatException($"{_path}.{name}: expected a list.");

        public double[] Doubles(string name) => [.. Elements(name).Select((e, i) => e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out var number)
            ? number
            : throw new FormatException($"{_path}.{name}[{i}]: expected a number."))];

        public Neighbours Relation() => !_members.Remove("relation", out var value)
            ? Neighbours.AddRemove
            : (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
            {
                "addRemove" => Neighbours.AddRemove,
                "replace" => Neighbours.Replace,
                _ => throw new FormatException($"{_path}.relation: expected \"addRemove\" or \"replace\"."),
            };

        public void RefuseOthers()
        {
            if (_members.Count > 0)
            {
                throw new FormatException($"{_path}: the member '{_members.Keys.Order(StringComparer.Ordinal).First()}' is not known here.");
            }
        }
    }
}
