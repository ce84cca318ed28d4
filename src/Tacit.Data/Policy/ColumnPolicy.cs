using System.Text.Json.Serialization;

namespace Tacit.Data;

/// <summary>One column of a policy's table. Which members it has depends on its kind.</summary>
public sealed record ColumnPolicy
{
    /// <summary>The column's name, in the file too; for bands, their name in questions.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required PolicyColumnKind Kind { get; init; }

    /// <summary>The values of a category, in the order of answers.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The column that bands are made of.</summary>
    public string? Of { get; init; }

    /// <summary>The edges of bands; the last may be <c>"Infinity"</c>.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public IReadOnlyList<double>? Edges { get; init; }

    /// <summary>The lower bound of a number.</summary>
    public double? Low { get; init; }

    /// <summary>The upper bound of a number.</summary>
    public double? High { get; init; }

    /// <summary>The category that the bounds of a number depend on.</summary>
    public string? Per { get; init; }

    /// <summary>Lower and upper bound for each value of that category.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Bounds { get; init; }

    /// <summary>The earliest moment of a time, in UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>The moment, in UTC, that all moments of a time are before.</summary>
    public DateTime? To { get; init; }

    /// <summary>The time zone of moments that name none; the policy's unless said otherwise. A date is a day in every zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Whether a missing value is a public key of its own.</summary>
    public bool? Nullable { get; init; }

    internal static ColumnPolicy FromFacts(ColumnFacts facts)
    {
        var column = new ColumnPolicy { Name = facts.Name, Kind = PolicyColumnKind.Text, Nullable = facts.IsNullable ? true : null };
        return facts switch
        {
            { Kind: ColumnKind.Text } => column,
            { Kind: ColumnKind.Time } => column with { Kind = PolicyColumnKind.Time, From = facts.From, To = facts.To, Zone = facts.Zone },
            { Edges.Count: > 0 } => column with { Kind = PolicyColumnKind.Bands, Of = facts.Source, Edges = facts.Edges },
            { Kind: ColumnKind.Category } => column with { Kind = PolicyColumnKind.Category, Values = facts.Values },
            { IsFlag: true } => column with { Kind = PolicyColumnKind.Flag },
            { BoundsPer: { } per } => column with
            {
                Kind = PolicyColumnKind.Number,
                Per = per,
                Bounds = facts.BoundsByValue.ToDictionary(b => b.Key, b => (IReadOnlyList<double>)[b.Value.Low, b.Value.High], StringComparer.Ordinal),
            },
            _ => column with { Kind = PolicyColumnKind.Number, Low = facts.Bounds!.Low, High = facts.Bounds.High },
        };
    }

    internal void Declare(ColumnList columns, string zone)
    {
        var given = new (string Name, bool Is)[]
        {
            ("values", Values is not null), ("of", Of is not null), ("edges", Edges is not null), ("low", Low is not null), ("high", High is not null), ("per", Per is not null),
            ("bounds", Bounds is not null), ("from", From is not null), ("to", To is not null), ("zone", Zone is not null),
        }.Where(g => g.Is).Select(g => g.Name).ToArray();
        switch (Kind)
        {
            case PolicyColumnKind.Category when Has(given, "values"):
                columns.Category(Name, [.. Values!]);
                break;
            case PolicyColumnKind.Bands when Has(given, "of", "edges"):
                columns.Bands(Name, Of!, [.. Edges!]);
                break;
            case PolicyColumnKind.Number when Has(given, "low", "high"):
                columns.Number(Name, Low!.Value, High!.Value);
                break;
            case PolicyColumnKind.Number when Has(given, "per", "bounds") && Bounds!.Values.All(b => b is { Count: 2 }):
                columns.Number(Name, Per!, [.. Bounds.Select(b => (b.Key, b.Value[0], b.Value[1]))]);
                break;
            case PolicyColumnKind.Flag when Has(given):
                columns.Flag(Name);
                break;
            case PolicyColumnKind.Text when Has(given):
                columns.Text(Name);
                break;
            case PolicyColumnKind.Time when Has([.. given.Where(g => g != "zone")], "from", "to"):
                if (Zone is not null)
                {
                    Zones.Check(Zone);
                }

                columns.Time(Name, From!.Value, To!.Value, Zone ?? zone);
                break;
            default:
                throw new BadInputException($"The column '{Name}' has {(given.Length == 0 ? "no other member" : string.Join(", ", given))}. {Needed}");
        }

        if (Nullable == true)
        {
            columns.Nullable(Name);
        }
    }

    private string Needed => Kind switch
    {
        PolicyColumnKind.Category => "A category has 'values'.",
        PolicyColumnKind.Bands => "Bands have 'of' and 'edges'.",
        PolicyColumnKind.Number => "A number has 'low' and 'high', or 'per' and 'bounds' with two numbers for each value.",
        PolicyColumnKind.Time => "A time has 'from' and 'to', and may have 'zone'.",
        _ => "A flag or a text has none.",
    };

    private static bool Has(string[] given, params string[] needed) => given.SequenceEqual(needed);
}
