namespace Tacit.Data;

/// <summary>What a declared column is.</summary>
public enum ColumnKind
{
    /// <summary>One of a public list of values. Other values count as missing.</summary>
    Category = 0,

    /// <summary>A number with public bounds, stored as a clipped fixed-point integer.</summary>
    Number = 1,

    /// <summary>Text whose values are not public: keys are named by private selection only.</summary>
    Text = 2,

    /// <summary>A moment with public bounds, stored as the engine's TIMESTAMP in UTC. Moments outside the bounds count as missing.</summary>
    Time = 3,
}
