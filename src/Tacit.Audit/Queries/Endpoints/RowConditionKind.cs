namespace Tacit.Audit.Queries.Endpoints;

/// <summary>What a condition asks of a cell.</summary>
public enum RowConditionKind
{
    /// <summary>This value.</summary>
    Equal = 0,

    /// <summary>Another value.</summary>
    NotEqual = 1,

    /// <summary>A number in a range.</summary>
    Range = 2,
}
