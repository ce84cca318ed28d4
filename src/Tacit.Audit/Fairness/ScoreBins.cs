namespace Tacit.Audit.Fairness;

/// <summary>The bins of equal width of the calibration error.</summary>
internal static class ScoreBins
{
    public const int Count = 15;

    public static int Of(double score) => Math.Min((int)(score * Count), Count - 1);
}
