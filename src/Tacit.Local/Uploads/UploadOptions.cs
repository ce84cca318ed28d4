namespace Tacit.Local;

/// <summary>How a device sends.</summary>
public sealed record UploadOptions
{
    /// <summary>The first attempt waits for a random part of this, so that the time of arrival says little about when somebody answered.</summary>
    /// <remarks>
    /// A minute unless set: as long as an app that was opened for an answer stays open, usually. One that sends in the background takes hours, so that a report hides among
    /// more of others: at most the length of an epoch, since a collector takes those of the epoch before. Zero where nobody answers, as in simulations.
    /// </remarks>
    public TimeSpan Spread { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many attempts sending ends for now.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>Wait after the first attempt that was not heard, doubled with each one; a random half of it is left out. Where the collector says a longer one, that is taken.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, whatever the collector says.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long one attempt may last.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    internal UploadOptions Checked() => Attempts < 1 || Wait < TimeSpan.Zero || Spread < TimeSpan.Zero || LongestWait < TimeSpan.Zero || Timeout <= TimeSpan.Zero
        || new[] { Spread, Wait, LongestWait, Timeout }.Max() > TimeSpan.FromDays(30)
        ? throw new BadInputException("An upload is attempted once at least, its timeout is positive, and no time is negative or longer than 30 days.")
        : this;
}
