using System.Runtime.InteropServices;

namespace Tacit.Server;

/// <summary>What became of an upload, and why.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">What is wrong and what to do; empty where it was counted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UploadOutcome(UploadStatus Status, string Message = "")
{
    /// <summary>Counted now.</summary>
    public static UploadOutcome Counted => new(UploadStatus.Counted);

    /// <summary>Counted before.</summary>
    public static UploadOutcome Duplicate => new(UploadStatus.Duplicate);

    /// <summary>Its epoch is over.</summary>
    public static UploadOutcome Closed => new(UploadStatus.ClosedEpoch, "The epoch of this upload is over and its reports are counted no more. Drop it; reports of the present epoch are welcome.");

    /// <summary>Too much is waiting.</summary>
    public static UploadOutcome TooMuch => new(UploadStatus.Busy, "More is waiting to be counted than this collector holds. Nothing of this upload was counted; send the same bytes again later.");

    /// <summary>It came too slowly.</summary>
    internal static UploadOutcome Late => new(UploadStatus.Unavailable, "The upload did not arrive whole in the time that this collector gives one. Nothing of it was counted; send the same bytes again over a better line, or fewer reports in each upload.");

    /// <summary>It was not made durable, or nobody knows.</summary>
    public static UploadOutcome NotDurable => new(UploadStatus.Unavailable, "The collector could not make this upload durable. Send the same bytes again later.");
}
