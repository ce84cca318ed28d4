namespace Tacit.Reporting;

/// <summary>What an expression of a derivation gives.</summary>
internal enum TermKind
{
    /// <summary>NULL alone.</summary>
    Nothing = 0,

    /// <summary>A number.</summary>
    Number = 1,

    /// <summary>True or false.</summary>
    Truth = 2,

    /// <summary>Text.</summary>
    Text = 3,

    /// <summary>A time without a zone.</summary>
    Time = 4,

    /// <summary>A key of rows.</summary>
    RowKey = 5,
}
