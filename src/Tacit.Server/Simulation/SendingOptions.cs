namespace Tacit.Server;

/// <summary>How simulated devices send.</summary>
public sealed record SendingOptions
{
    /// <summary>Streams at once.</summary>
    public int Streams { get; init; } = 2;

    /// <summary>Reports of an upload: 1 is a device that sends its own, more is a relay.</summary>
    public int Batch { get; init; } = 100;

    /// <summary>Uploads of a stream that may wait for their answer.</summary>
    public int Unanswered { get; init; } = 32;
}
