namespace Tacit.Audit.Outputs;

/// <summary>One output, flattened: named parts in the order in which they came.</summary>
internal sealed class Observation
{
    public Observation(string[] names, Part[] parts, double elapsed)
    {
        Names = names;
        Parts = parts;
        Elapsed = elapsed;
        ulong whole = 0, order = 0, keys = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var name = Digest.Text(7, names[i]);
            order = Digest.Mix(order, name);
            keys = unchecked(keys + Digest.Mix(11, name));
            whole = Digest.Mix(Digest.Mix(whole, name), parts[i].Hash);
        }

        Whole = Digest.Number(whole);
        Order = Digest.Number(order);
        Keys = Digest.Number(keys);
    }

    public string[] Names { get; }

    public Part[] Parts { get; }

    /// <summary>Seconds; NaN unless asked for.</summary>
    public double Elapsed { get; }

    /// <summary>Equal for equal outputs.</summary>
    public double Whole { get; }

    /// <summary>Equal for equal sets of names.</summary>
    public double Keys { get; }

    /// <summary>Equal for equal names in the same order.</summary>
    public double Order { get; }

    /// <summary>The place of a name, or −1. Lists keep their names in place, so the expected place is looked at first.</summary>
    public int Find(string name, int expected) =>
        expected < Names.Length && ReferenceEquals(Names[expected], name) ? expected : Array.IndexOf(Names, name);

    public override string ToString()
    {
        var text = Names is ["value"] ? Parts[0].ToString() : "{" + string.Join(", ", Names.Zip(Parts, (n, p) => $"{n}: {p}")) + "}";
        return text.Length <= 120 ? text : text[..119] + "…";
    }
}
