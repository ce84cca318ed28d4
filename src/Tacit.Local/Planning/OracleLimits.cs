namespace Tacit.Local;

/// <summary>What a collection may cost.</summary>
public sealed record OracleLimits
{
    /// <summary>Bytes of a report at most.</summary>
    public int ReportBytes { get; init; } = 4096;

    /// <summary>Steps of counting all reports at most: about 5·10⁹ take a second on one core.</summary>
    public double CountingSteps { get; init; } = 1e13;
}
