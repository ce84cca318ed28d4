using Microsoft.Extensions.Logging;

namespace Tacit.Server;

/// <summary>What is logged: nothing of a report, nothing of who sent it.</summary>
internal static partial class CollectorLog
{
    [LoggerMessage(1, LogLevel.Error, "Uploads of shard {Shard} could not be made durable.")]
    public static partial void NotDurable(ILogger log, ShardKey shard, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Epochs of collection {Collection} before {Before} are closed.")]
    public static partial void Closed(ILogger log, string collection, uint before);

    [LoggerMessage(3, LogLevel.Error, "Epochs that are over could not be closed; tried again in {Wait}.")]
    public static partial void NotClosed(ILogger log, TimeSpan wait, Exception failure);

    [LoggerMessage(5, LogLevel.Error, "The clock of this machine was set while the collector ran. No epoch is closed; start the collector again when the clock is right (a machine that slept looks the same).")]
    public static partial void ClockWasSet(ILogger log);

    [LoggerMessage(6, LogLevel.Warning, "By the clock it is epoch {Present} of collection {Collection}, and the last upload was of epoch {Newest}. No epoch of it is closed until an upload of these days is counted; if the clock is right and nobody reports, set TrustsClock.")]
    public static partial void ClockIsAhead(ILogger log, string collection, uint present, uint newest);

    [LoggerMessage(4, LogLevel.Error, "The store of the collector cannot be reached.")]
    public static partial void NotReached(ILogger log, Exception failure);
}
