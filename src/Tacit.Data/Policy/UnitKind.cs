namespace Tacit.Data;

/// <summary>What one unit of a policy is.</summary>
public enum UnitKind
{
    /// <summary>All rows of one person.</summary>
    Person = 0,

    /// <summary>All rows of one client or device.</summary>
    Client = 1,

    /// <summary>All rows of one document.</summary>
    Document = 2,

    /// <summary>All rows of one time window.</summary>
    Window = 3,

    /// <summary>One row.</summary>
    Row = 4,
}
