namespace Tacit.Server;

/// <summary>How much a collector takes on.</summary>
public sealed record CollectorLimits
{
    /// <summary>Uploads that may wait for each shard; more are answered <see cref="UploadStatus.Busy"/>.</summary>
    public int Waiting { get; init; } = 4096;

    /// <summary>Bytes of uploads that may wait for each shard.</summary>
    public long WaitingBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of uploads that have no answer yet, in the whole process.</summary>
    public long HeldBytes { get; init; } = 512L << 20;

    /// <summary>Bytes of them that one connection may hold while they arrive. Where a proxy brings all uploads over few connections, give it more.</summary>
    public long ConnectionBytes { get; init; } = 128L << 20;

    /// <summary>How long an upload may take from its first byte to its last, over HTTP from the end of the head of its request; then what has arrived is let go. And how long a stream may leave an answer unread.</summary>
    public TimeSpan UploadTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Uploads of one transaction at most.</summary>
    public int Group { get; init; } = 1024;

    /// <summary>Bytes of uploads of one transaction at most, but for a single larger one.</summary>
    public long GroupBytes { get; init; } = 8L << 20;

    /// <summary>Counters of a collection at most: memory and writing grow with them, for every shard.</summary>
    public int Counters { get; init; } = 1 << 23;

    /// <summary>Values that the reports of one upload are hashed for at most, by local hashing: a second or two of one core, in which nothing else of the store is written; a transaction takes up to eight such uploads.</summary>
    public long Supports { get; init; } = 1L << 32;

    /// <summary>Values of an estimate that is asked for over HTTP at most.</summary>
    public int EstimateValues { get; init; } = 1 << 16;

    /// <summary>Steps of an estimate that is asked for over HTTP at most, roughly, with the counters of every shard that are read: seconds of one core.</summary>
    public long EstimateSteps { get; init; } = 1L << 30;

    /// <summary>Whether epochs are closed although the clock is more than two of them ahead of the last that was reported in: somebody has looked at the clock, and it is right.</summary>
    public bool TrustsClock { get; init; }

    /// <summary>After how long it is worth to try again, in words for who was answered busy.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
