using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Tacit.Numerics;

namespace Tacit.Reporting;

/// <summary>A value of a derivation's JSON with its place. Everything is read strictly: what is not expected is refused.</summary>
internal sealed class DerivationEntry
{
    private readonly DerivationEntry? _parent;
    private readonly string _step;
    private readonly JsonElement _element;
    private Dictionary<string, JsonElement>? _members;

    private DerivationEntry(DerivationEntry? parent, string step, JsonElement element)
    {
        _parent = parent;
        _step = step;
        _element = element;
    }

    public bool IsNull => _element.ValueKind == JsonValueKind.Null;

    /// <summary>The text as it stands, where one is handed to another reader.</summary>
    public string Raw => _element.GetRawText();

    public string Path
    {
        get
        {
            var steps = new List<string>();
            for (var entry = this; entry is not null; entry = entry._parent)
            {
                steps.Add(entry._step);
            }

            steps.Reverse();
            return string.Concat(steps).TrimStart('.');
        }
    }

    public static DerivationEntry Root(JsonElement element) => new(null, string.Empty, element);

    /// <summary>An object with these members, each once, and no other; <paramref name="optional"/> ones may be missing.</summary>
    public DerivationEntry Object(string[] members, params string[] optional)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Wrong("it is nested too deep to be checked");
        }

        if (_element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object is expected");
        }

        var known = new HashSet<string>([.. members, .. optional], StringComparer.Ordinal);
        _members = new(StringComparer.Ordinal);
        foreach (var member in _element.EnumerateObject())
        {
            var name = Guarded(() => member.Name);
            if (!known.Contains(name))
            {
                throw Wrong($"the member '{name}' is not known");
            }

            if (!_members.TryAdd(name, member.Value))
            {
                throw Wrong($"the member '{name}' stands twice");
            }
        }

        return members.FirstOrDefault(m => !_members.ContainsKey(m)) is { } missing ? throw Wrong($"the member '{missing}' is missing") : this;
    }

    /// <summary>The names of an object's members, whatever they are, each once.</summary>
    public IReadOnlyList<string> Names()
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object is expected");
        }

        string[] names = [.. _element.EnumerateObject().Select(m => Guarded(() => m.Name))];
        Object(names);
        return names;
    }

    /// <summary>A member, which must be there; <see cref="Object"/> was called before.</summary>
    public DerivationEntry this[string name] => Find(name) ?? throw Wrong($"the member '{name}' is missing");

    /// <summary>A member, or null where it is missing.</summary>
    public DerivationEntry? Find(string name) => _members!.TryGetValue(name, out var value) ? new(this, "." + name, value) : null;

    public IReadOnlyList<DerivationEntry> List()
    {
        if (_element.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("a list is expected");
        }

        return [.. _element.EnumerateArray().Select((e, i) => new DerivationEntry(this, string.Create(CultureInfo.InvariantCulture, $"[{i}]"), e))];
    }

    public string Text() => _element.ValueKind == JsonValueKind.String ? Guarded(() => _element.GetString()!) : throw Wrong("a text is expected");

    public string? TextOrNull() => IsNull ? null : Text();

    public bool Truth() => _element.ValueKind is JsonValueKind.True or JsonValueKind.False ? _element.GetBoolean() : throw Wrong("true or false is expected");

    public double Number() => _element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out var value) && double.IsFinite(value) ? value : throw Wrong("a finite number is expected");

    /// <summary>A whole number within 64 bits.</summary>
    public long Whole(long low = long.MinValue) => _element.ValueKind == JsonValueKind.Number && _element.TryGetInt64(out var value) && value >= low
        ? value
        : throw Wrong(low == long.MinValue ? "a whole number is expected" : string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {low} is expected"));

    /// <summary>A time without a zone; a time of day in UTC may say so.</summary>
    public DateTime Time() =>
        DateTime.TryParseExact(Text().TrimEnd('Z'), "yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Wrong("a time such as 2026-01-31T00:00:00.0000000 is expected");

    public BigInteger? WholeOrNull(long low) => IsNull ? null : Whole(low);

    /// <summary>An exact positive number, as text: a decimal or a fraction.</summary>
    public Rational Exact() => Rational.TryParse(Text(), out var value) && value.Sign > 0 ? value : throw Wrong("a positive number is expected, as text");

    public DerivationRefusedException Wrong(string what) => new(Path, what + ".");

    // Half of a surrogate pair is found only when a text is taken out.
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Wrong("the text is not valid Unicode");
        }
    }
}
