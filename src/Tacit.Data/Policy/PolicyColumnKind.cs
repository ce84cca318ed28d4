namespace Tacit.Data;

/// <summary>What a policy says that a column is.</summary>
public enum PolicyColumnKind
{
    /// <summary>One of a public list of <c>values</c>.</summary>
    Category = 0,

    /// <summary>Bands of the number <c>of</c>, between <c>edges</c>.</summary>
    Bands = 1,

    /// <summary>A number from <c>low</c> to <c>high</c>, or with <c>bounds</c> for each value of the category <c>per</c>.</summary>
    Number = 2,

    /// <summary>0 and 1, or false and true.</summary>
    Flag = 3,

    /// <summary>Text whose values are not public.</summary>
    Text = 4,

    /// <summary>A moment from <c>from</c> to before <c>to</c>.</summary>
    Time = 5,
}
