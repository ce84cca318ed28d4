namespace Tacit.Data;

/// <summary>Whose presence a policy protects.</summary>
public sealed record UnitPolicy
{
    /// <summary>What one unit is.</summary>
    public required UnitKind Kind { get; init; }

    /// <summary>The column that identifies it; none for rows.</summary>
    public string? Column { get; init; }

    /// <summary>How many units are protected together; 1 unless said otherwise.</summary>
    public int? GroupSize { get; init; }

    /// <summary>The neighbouring relation; add/remove unless said otherwise.</summary>
    public Neighbours? Relation { get; init; }

    internal PrivacyUnit ToUnit()
    {
        if ((Kind == UnitKind.Row) != (Column is null))
        {
            throw new BadInputException(Kind == UnitKind.Row ? "A row has no column that identifies it: leave 'column' out." : "The unit needs the 'column' that identifies it.");
        }

        var unit = Kind switch
        {
            UnitKind.Person => PrivacyUnit.Person(Column!),
            UnitKind.Client => PrivacyUnit.Client(Column!),
            UnitKind.Document => PrivacyUnit.Document(Column!),
            UnitKind.Window => PrivacyUnit.Window(Column!),
            _ => PrivacyUnit.Row(),
        };
        Declaration.CheckText(Column ?? string.Empty, "The unit's column");
        return (GroupSize ?? 1) is var size and >= 1 and <= 1_000_000
            ? unit.ForGroupsOf(size).Under(Relation ?? Neighbours.AddRemove)
            : throw new BadInputException("A group has 1 to 1,000,000 units.");
    }
}
