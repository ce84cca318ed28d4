namespace Tacit.Server;

/// <summary>What became of the reports of simulated devices: all are acknowledged.</summary>
/// <param name="Reports">Reports.</param>
/// <param name="Taken">From the first upload to the last answer.</param>
/// <param name="Median">Time from an upload to its answer, which half of them take at most.</param>
/// <param name="Slowest">The same for 99 of 100.</param>
public sealed record SendingResult(long Reports, TimeSpan Taken, TimeSpan Median, TimeSpan Slowest)
{
    /// <summary>Reports a second.</summary>
    public double Rate => Reports / Math.Max(Taken.TotalSeconds, 1e-9);
}
