using System.Globalization;

namespace Tacit.Query.Relations;

/// <summary>An expression over one row: total, a function of that row, of public constants and of the unit's own rows alone.</summary>
internal abstract record Scalar(Facts Facts)
{
    /// <summary>The canonical text: equal expressions over one relation have equal texts.</summary>
    public abstract string Text { get; }

    public ValueKind Kind => Facts.Kind;

    public NumberRange Range => Facts.Range!;

    public bool IsConstant => this is Literal;

    /// <summary>The slots that it reads.</summary>
    public abstract IEnumerable<Slot> Slots { get; }

    /// <summary>How many nodes its text has: a part that stands in several places counts in each, though it is one object.</summary>
    public virtual int Size => 1;

    public bool Same(Scalar other) => ReferenceEquals(this, other) || (Size == other.Size && Text == other.Text);

    public sealed override string ToString() => Text;
}

/// <summary>A column of the relation below, by its position.</summary>
internal sealed record Slot(int Index, Facts Facts, Storage Storage) : Scalar(Facts)
{
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"${Index}");

    public override IEnumerable<Slot> Slots => [this];
}

/// <summary>The unit's key.</summary>
internal sealed record UnitKey() : Scalar(Facts.Unit)
{
    public override string Text => "unit";

    public override IEnumerable<Slot> Slots => [];
}

/// <summary>A public constant: a double, a bool, a string, a DateTime, or null.</summary>
internal sealed record Literal(object? Value, Facts Facts) : Scalar(Facts)
{
    public static Literal Null { get; } = new(null, Facts.Null);

    public override string Text => Value switch
    {
        null => Facts.Kind == ValueKind.Null ? "null" : $"(null {Facts.Kind.ToString().ToLowerInvariant()})",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        DateTime time => "@" + time.ToString("O", CultureInfo.InvariantCulture),
        _ => System.Text.Json.JsonSerializer.Serialize((string)Value, LiteralText.Default.String),
    };

    public override IEnumerable<Slot> Slots => [];

    public static Literal Of(double value) => new(value, Facts.Number(value, value, value == Math.Floor(value)) with { IsUnitConstant = true });

    public static Literal Of(bool value) => new(value, Facts.Boolean with { IsUnitConstant = true });

    public static Literal Of(string value) => new(value, Facts.TextOf([value]) with { IsUnitConstant = true });

    // Whole microseconds; the last one of the calendar has no next.
    public static Literal Of(DateTime value)
    {
        var time = value.AddTicks(-(value.Ticks % 10));
        return new(time, new Facts(ValueKind.Time) { Span = (time, DateTime.MaxValue - time > TimeSpan.FromTicks(10) ? time.AddTicks(10) : DateTime.MaxValue), IsUnitConstant = true });
    }
}

/// <summary>An operation of the fixed list in <see cref="Operation"/>.</summary>
internal sealed record Call(Operation Operation, IReadOnlyList<Scalar> Arguments, Facts Facts) : Scalar(Facts)
{
    public override string Text => $"({Operation.ToString().ToLowerInvariant()}{string.Concat(Arguments.Select(a => " " + a.Text))})";

    public override IEnumerable<Slot> Slots => Arguments.SelectMany(a => a.Slots);

    public override int Size { get; } = (int)Math.Min(Arguments.Sum(a => (long)a.Size) + 1, int.MaxValue);

    public Scalar this[int index] => Arguments[index];

    public bool Equals(Call? other) => other is not null && other.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Whether the unit of the row is among the units of another relation.</summary>
internal sealed record UnitIn(Relation Relation) : Scalar(Facts.Boolean with { IsUnitConstant = true })
{
    public override string Text => $"(unit in {Relation.Text})";

    public override IEnumerable<Slot> Slots => [];
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class LiteralText : System.Text.Json.Serialization.JsonSerializerContext;
