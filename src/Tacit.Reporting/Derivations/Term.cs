using System.Globalization;
using System.Numerics;

namespace Tacit.Reporting;

/// <summary>A column or an expression, and what is known of it whatever the data.</summary>
internal sealed record Term(TermKind Kind)
{
    /// <summary>Where a number lies.</summary>
    public NumberSpans? Spans { get; init; }

    /// <summary>Whether a number is a whole one.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What a whole number is a multiple of.</summary>
    public BigInteger Multiple { get; init; } = BigInteger.One;

    /// <summary>The values of a text, where they are public.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The bounds of a time: from inclusive, to exclusive.</summary>
    public (DateTime From, DateTime To)? Between { get; init; }

    /// <summary>The part that a time is cut to.</summary>
    public string? Grain { get; init; }

    /// <summary>The table whose rows a key of rows tells apart; null where it may be one of several.</summary>
    public string? KeyOf { get; init; }

    /// <summary>Whether a unit has a key of rows in one row at most.</summary>
    public bool IsOnce { get; init; }

    /// <summary>Whether all rows of a unit share it.</summary>
    public bool IsSameForUnit { get; init; }

    /// <summary>Whether NULL is a public key: of a column that is declared nullable, or NULL where that is.</summary>
    public bool IsMissingKey { get; init; }

    /// <summary>Whether it is a declared category, held as the index of its value.</summary>
    public bool IsCategory { get; init; }

    /// <summary>The grids of the integers that it is held as: one, or one for every value of the category in <see cref="Spans"/>; null where it is computed.</summary>
    public IReadOnlyList<DeclaredGrid>? Grids { get; init; }

    /// <summary>The slot that it is, or −1.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>A constant: a double, a bool, a string, a time; null where it is none, or NULL.</summary>
    public object? Constant { get; init; }

    /// <summary>Whether it is NULL as a constant.</summary>
    public bool IsNull { get; init; }

    /// <summary>The operation and its operands, where it is one.</summary>
    public string Operation { get; init; } = string.Empty;

    /// <summary>The operands.</summary>
    public IReadOnlyList<Term> Operands { get; init; } = [];

    /// <summary>Equal expressions over the same rows have the same number.</summary>
    public int Identity { get; init; }

    public NumberSpan All => Spans!.All;

    public static Term Number(NumberSpans spans, bool isWhole) => new(TermKind.Number) { Spans = spans, IsWhole = isWhole };

    /// <summary>The same column over other rows.</summary>
    public Term Moved(Func<int, int?> slot) => Spans is not { Category: >= 0 } spans
        ? this
        : this with { Spans = spans.Moved(slot), Grids = slot(spans.Category) is null ? null : Grids };

    /// <summary>The same column in rows whose category is known.</summary>
    public Term Known(int category, int value) => Spans is { Category: >= 0 } spans && spans.Category == category
        ? this with { Spans = spans.Known(category, value), Grids = Grids is null ? null : [Grids[value]] }
        : this;

    /// <summary>The same without what belonged to the place where it stood.</summary>
    public Term Column() => this with { Slot = -1, Constant = null, IsNull = false, Operation = string.Empty, Operands = [], Identity = 0 };

    public override string ToString() => Kind switch
    {
        TermKind.Number when Spans is { Category: >= 0 } spans => string.Create(CultureInfo.InvariantCulture, $"number in {string.Join(", ", spans.Each.Take(5).Select(Words))}{(spans.Each.Count > 5 ? ", …" : string.Empty)} by ${spans.Category}"),
        TermKind.Number => $"{(IsWhole ? "whole number" : "number")} in {Words(All)}",
        TermKind.Text when Values is { } values => string.Create(CultureInfo.InvariantCulture, $"{(IsCategory ? "category" : "text")} of {values.Count} values"),
        TermKind.Text => "text",
        TermKind.Truth => "condition",
        TermKind.Time => "time",
        TermKind.RowKey => $"key of rows{(KeyOf is null ? string.Empty : " of " + KeyOf)}{(IsOnce ? ", each once" : string.Empty)}",
        _ => "NULL",
    };

    private static string Words(NumberSpan span) => span.IsKnown ? string.Create(CultureInfo.InvariantCulture, $"[{span.Low}, {span.High}]") : "an unknown range";
}
