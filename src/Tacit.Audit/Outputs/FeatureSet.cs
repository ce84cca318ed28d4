using System.Globalization;

namespace Tacit.Audit.Outputs;

/// <summary>The features of outputs like those of the first half: of the parts that are common, of the output as a whole, and of parts against each other.</summary>
internal static class FeatureSet
{
    // Parts looked at one by one: the first ones and the last, because a loop that is one short leaves the last one bare.
    private const int MaxSlots = 12;
    private const int Common = 20;

    /// <summary>The time that a run takes.</summary>
    public static List<Feature> Time => [new("seconds", o => o.Elapsed)];

    public static List<Feature> Of(ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second, AuditOptions options)
    {
        var slots = Slots(first, second);
        var features = new List<Feature>();
        foreach (var slot in slots)
        {
            Describe(slot, features, options);
        }

        for (var i = 0; i + 1 < slots.Count; i++)
        {
            var (a, b) = (slots[i], slots[i + 1]);
            features.Add(new($"{b.Name} − {a.Name}", o => b.Value(o) - a.Value(o)));
        }

        if (slots.Count > 2)
        {
            features.Add(new($"{slots[^1].Name} − {slots[0].Name}", o => slots[^1].Value(o) - slots[0].Value(o)));
        }

        features.Add(new("output", o => o.Whole, IsLabel: true, o => o.ToString()));
        if (slots.Count > 1)
        {
            features.Add(new("sum", o => Fold(o, 0.0, (sum, v) => sum + v)));
            features.Add(new("largest", o => Fold(o, double.NegativeInfinity, Math.Max)));
            features.Add(new("smallest", o => Fold(o, double.PositiveInfinity, Math.Min)));
            features.Add(new("place of the largest", o => Place(o, 1)));
            features.Add(new("place of the smallest", o => Place(o, -1)));
            features.Add(new("number of different parts", o => o.Parts.Select(p => p.Hash).Distinct().Count()));
        }

        features.Add(new("length", o => o.Parts.Length));
        features.Add(new("set of keys", o => o.Keys, IsLabel: true, o => Names(o.Names.Order(StringComparer.Ordinal))));
        features.Add(new("order of keys", o => o.Order, IsLabel: true, o => Names(o.Names)));
        return features;
    }

    private static void Describe(Slot slot, List<Feature> features, AuditOptions options)
    {
        features.Add(new(slot.Name, slot.Value));
        features.Add(new($"text of {slot.Name}", o => slot.Of(o) is { Text: not null } p && slot.Has(o) ? Digest.Number(p.Hash) : double.NaN, IsLabel: true, o => slot.Of(o).ToString()!));
        features.Add(new($"trailing zeros of {slot.Name}", o => slot.Of(o) is { Text: null } p ? p.TrailingZeros : double.NaN));
        features.Add(new($"exponent of {slot.Name}", o => slot.Of(o) is { Text: null } p ? p.Exponent : double.NaN));
        features.Add(new($"lowest bit of {slot.Name}", o => slot.Of(o) is { Text: null } p ? p.LowestBit : double.NaN));
        if (options.Lattice is { } step)
        {
            features.Add(new($"residue of {slot.Name} on the lattice", o => Math.IEEERemainder(slot.Value(o), step) / step));
            features.Add(new($"last digit of {slot.Name} on the lattice", o => Digit(Math.Round(slot.Value(o) / step))));
            features.Add(new($"parity of {slot.Name} on the lattice", o => Digit(Math.Round(slot.Value(o) / step)) % 2));
        }
        else
        {
            features.Add(new($"last digit of {slot.Name}", o => slot.Of(o) is { LastDigit: >= 0 } p ? p.LastDigit : double.NaN));
        }
    }

    private static double Digit(double multiple) => Math.Abs(multiple) < 1L << 53 ? (((long)multiple % 10) + 10) % 10 : double.NaN;

    // Names that at least a few outputs have, in the order in which they are first seen.
    private static List<Slot> Slots(ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second)
    {
        var seen = new Dictionary<string, (int Count, int Place)>(StringComparer.Ordinal);
        foreach (var side in (ReadOnlySpan<Observation[]>)[first.ToArray(), second.ToArray()])
        {
            foreach (var observation in side)
            {
                for (var i = 0; i < observation.Names.Length; i++)
                {
                    var name = observation.Names[i];
                    seen[name] = seen.TryGetValue(name, out var s) ? (s.Count + 1, s.Place) : (1, i);
                }
            }
        }

        var common = seen.Where(s => s.Value.Count >= Common).Select(s => new Slot(s.Key, s.Value.Place)).ToList();
        return common.Count <= MaxSlots ? common : [.. common[..(MaxSlots - 1)], common[^1]];
    }

    private static double Fold(Observation observation, double start, Func<double, double, double> fold)
    {
        foreach (var part in observation.Parts)
        {
            start = double.IsNaN(part.Value) ? start : fold(start, part.Value);
        }

        return start;
    }

    private static double Place(Observation observation, int sign)
    {
        var best = -1;
        for (var i = 0; i < observation.Parts.Length; i++)
        {
            if (best < 0 || sign * observation.Parts[i].Value > sign * observation.Parts[best].Value)
            {
                best = i;
            }
        }

        return best;
    }

    private static string Names(IEnumerable<string> names)
    {
        var text = string.Join(" ", names);
        return text.Length <= 120 ? text : text[..119] + "…";
    }

    private sealed record Slot(string Name, int Expected)
    {
        private static readonly Part Absent = Part.Of("absent");

        public Part Of(Observation observation)
        {
            var place = observation.Find(Name, Expected);
            return place < 0 ? Absent : observation.Parts[place];
        }

        public bool Has(Observation observation) => observation.Find(Name, Expected) >= 0;

        public double Value(Observation observation) => Of(observation).Value;
    }
}
