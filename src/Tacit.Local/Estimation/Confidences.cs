namespace Tacit.Local;

/// <summary>What a confidence may be.</summary>
internal static class Confidences
{
    /// <exception cref="BadInputException">It is not between 0 and 1.</exception>
    public static void Verify(double confidence)
    {
        if (!(confidence is > 0 and < 1))
        {
            throw new BadInputException("Confidence lies between 0 and 1, for example 0.95.");
        }
    }
}
