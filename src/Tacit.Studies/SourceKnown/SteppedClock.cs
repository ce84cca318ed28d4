namespace Tacit.Studies.SourceKnown;

/// <summary>A clock that the experiment moves.</summary>
internal sealed class SteppedClock : TimeProvider
{
    /// <summary>Where it starts, within the first epoch of source-known identifiers.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;
}
