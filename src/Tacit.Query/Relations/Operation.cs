namespace Tacit.Query.Relations;

/// <summary>The operations that an expression may have. All are total on every engine: what SQL would raise is NULL here.</summary>
internal enum Operation
{
    /// <summary>a + b.</summary>
    Add = 0,

    /// <summary>a − b.</summary>
    Subtract = 1,

    /// <summary>a · b.</summary>
    Multiply = 2,

    /// <summary>a / b; NULL where |b| &lt; 2^-500.</summary>
    Divide = 3,

    /// <summary>The remainder with the sign of a; NULL where b is 0.</summary>
    Modulo = 4,

    /// <summary>|a|.</summary>
    Absolute = 5,

    /// <summary>⌊a⌋.</summary>
    Floor = 6,

    /// <summary>⌈a⌉.</summary>
    Ceiling = 7,

    /// <summary>⌊a·10^d + ½⌋/10^d, d a constant.</summary>
    Round = 8,

    /// <summary>√a; NULL below 0.</summary>
    SquareRoot = 9,

    /// <summary>ln a; NULL at and below 0.</summary>
    NaturalLog = 10,

    /// <summary>e^a; 0 where a is below −700.</summary>
    Exponential = 11,

    /// <summary>a clipped to [b, c], constants; NULL stays NULL.</summary>
    Clamp = 12,

    /// <summary>a = b.</summary>
    Equal = 13,

    /// <summary>a &lt;&gt; b.</summary>
    NotEqual = 14,

    /// <summary>a &lt; b.</summary>
    Less = 15,

    /// <summary>a ≤ b.</summary>
    LessOrEqual = 16,

    /// <summary>a is one of the constants after it.</summary>
    In = 17,

    /// <summary>Both.</summary>
    And = 18,

    /// <summary>One or both.</summary>
    Or = 19,

    /// <summary>The opposite.</summary>
    Not = 20,

    /// <summary>Whether a is NULL.</summary>
    IsNull = 21,

    /// <summary>Conditions and values in turn, the value of all other rows last.</summary>
    Case = 22,

    /// <summary>The first that is not NULL.</summary>
    Coalesce = 23,

    /// <summary>Small letters, of ASCII letters only, so that every engine agrees.</summary>
    Lower = 24,

    /// <summary>Capital letters, of ASCII letters only.</summary>
    Upper = 25,

    /// <summary>Without blanks at both ends.</summary>
    Trim = 26,

    /// <summary>Number of characters.</summary>
    Length = 27,

    /// <summary>Characters from position b (from 1), c of them; constants.</summary>
    Substring = 28,

    /// <summary>All one after the other, cut at 10,000 characters; NULL where one is.</summary>
    Concatenate = 29,

    /// <summary>Whether a fits the constant pattern b of %, _ and letters.</summary>
    Like = 30,

    /// <summary>The time cut to the constant grain b.</summary>
    Truncate = 31,

    /// <summary>A part of a time, by its constant name b.</summary>
    Part = 32,

    /// <summary>The bucket 0…n+1 of a between b and c, n buckets of equal width; constants.</summary>
    Bucket = 33,

    /// <summary>A number from text; NULL where it is none.</summary>
    ToNumber = 34,

    /// <summary>A time moved by a constant number of seconds.</summary>
    Shift = 35,

    /// <summary>Seconds from b to a.</summary>
    Seconds = 36,
}
