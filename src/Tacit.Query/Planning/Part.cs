using System.Globalization;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Query.Planning;

/// <summary>One released vector of a plan: an integer, or a list of cells, for every group.</summary>
internal sealed record Part
{
    /// <summary>What is released, by expression: equal parts are bought once.</summary>
    public required string Key { get; init; }

    /// <summary>What is released, in words.</summary>
    public required string Name { get; init; }

    /// <summary>The aggregate expression, for parts of one integer a group.</summary>
    public string Sql { get; init; } = string.Empty;

    /// <summary>The expression of the cell's number, for parts of many cells a group.</summary>
    public string CellSql { get; init; } = string.Empty;

    /// <summary>Whether it is counted cell by cell, by a statement of its own; a histogram of one bin is.</summary>
    public bool HasCells => CellSql.Length > 0;

    /// <summary>Cells of a group; 1 for a single integer.</summary>
    public int Cells { get; init; } = 1;

    /// <summary>How cell counts become the released vector; trees add their inner nodes.</summary>
    public Func<IReadOnlyDictionary<int, Int128>, Int128[]>? Expand { get; init; }

    /// <summary>The weight of a group's coordinates in the weighted sensitivity.</summary>
    public required Func<Group, Rational> Weight { get; init; }

    /// <summary>Weighted L1 sensitivity.</summary>
    public required Rational Shift1 { get; init; }

    /// <summary>Weighted L2 sensitivity.</summary>
    public required Rational Shift2 { get; init; }

    /// <summary>Where the sensitivity comes from, in words.</summary>
    public required string Sensitivity { get; init; }

    /// <summary>What it is, for the derivation.</summary>
    public required DerivedPart Derived { get; init; }

    /// <summary>The noise; set when the budget is split.</summary>
    public IntegerNoise Noise { get; init; } = null!;
}

/// <summary>What the derivation says of a part.</summary>
/// <param name="Aggregate">The aggregate: <c>rows, values, units, distinct, sum, centredSum, centredSquares, centredProducts, histogram, tree</c>.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Weights">For each argument its grids: one, or one for every code of the category in <paramref name="Per"/>; null where each row counts 1.</param>
/// <param name="Per">For each argument the slot of the category that its grid depends on, or −1.</param>
internal sealed record DerivedPart(string Aggregate, IReadOnlyList<Relations.Scalar> Arguments, IReadOnlyList<IReadOnlyList<Data.FixedPoint>>? Weights = null, IReadOnlyList<int>? Per = null)
{
    /// <summary>The categories that its grids depend on.</summary>
    public IReadOnlyList<int> Slots => [.. (Per ?? []).Where(p => p >= 0).Distinct()];
}

/// <summary>One group of an answer.</summary>
/// <param name="Id">The keys as the engine gives them, joined.</param>
/// <param name="Tokens">The keys as the engine gives them.</param>
/// <param name="Labels">The keys as people read them; null for NULL.</param>
/// <param name="Codes">Codes of the category columns among the keys, by slot.</param>
internal sealed record Group(string Id, IReadOnlyList<string> Tokens, IReadOnlyList<string?> Labels, IReadOnlyDictionary<int, int> Codes)
{
    /// <summary>The code of a category that is missing.</summary>
    public const int NoCode = -1;

    /// <summary>One text for a list of keys; lengths keep lists apart whatever a key holds.</summary>
    public static string IdOf(IEnumerable<string> keys) => string.Concat(keys.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Length}:{k}")));

    public int CodeOf(int slot) => Codes[slot];
}
