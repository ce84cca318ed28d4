namespace Tacit.Server;

/// <summary>What became of an upload.</summary>
public enum UploadStatus
{
    /// <summary>Counted now, and durable.</summary>
    Counted = 1,

    /// <summary>Counted before, and durable: nothing was counted again.</summary>
    Duplicate = 2,

    /// <summary>It cannot be read, or a report in it is malformed. Nothing was counted; sending it again is useless.</summary>
    Malformed = 3,

    /// <summary>No such collection is open here.</summary>
    UnknownCollection = 4,

    /// <summary>Its epoch has not begun, or is none of the collection.</summary>
    WrongEpoch = 5,

    /// <summary>Its epoch is over.</summary>
    ClosedEpoch = 6,

    /// <summary>Too much is waiting to be counted: send the same bytes again later.</summary>
    Busy = 7,

    /// <summary>It could not be made durable, or it is not known whether it was: send the same bytes again later.</summary>
    Unavailable = 8,

    /// <summary>Who sent it may not report: its token was not accepted.</summary>
    Refused = 9,
}
