namespace Tacit.Local;

/// <summary>The law of each value: one for all, or, where fakes follow a prior, one for each.</summary>
internal readonly struct ValueLaws
{
    private readonly SupportLaw[]? _each;

    public ValueLaws(SupportLaw common) => Common = common;

    public ValueLaws(SupportLaw[] each)
    {
        _each = each;
        Common = new(each.Average(l => l.Truth), each.Average(l => l.Other));
    }

    /// <summary>The law of all values; the mean of their laws where they differ.</summary>
    public SupportLaw Common { get; }

    public bool AreAlike => _each is null;

    public SupportLaw this[int value] => _each is null ? Common : _each[value];

    public static implicit operator ValueLaws(SupportLaw common) => new(common);
}
