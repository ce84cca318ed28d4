namespace Tacit;

/// <summary>The neighbouring relation: which two data sets a guarantee compares.</summary>
public enum Neighbours
{
    /// <summary>One data set has one unit more. The number of units is private.</summary>
    AddRemove = 0,

    /// <summary>One unit is exchanged for another. The number of units is public.</summary>
    Replace = 1,
}
