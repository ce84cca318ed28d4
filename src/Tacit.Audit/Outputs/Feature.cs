namespace Tacit.Audit.Outputs;

/// <summary>A number read from an output; NaN where the output has none.</summary>
/// <param name="Name">In words, for example <c>trailing zeros of [2]</c>.</param>
/// <param name="Read">How it is read.</param>
/// <param name="IsLabel">The number only tells outputs apart: larger and smaller mean nothing.</param>
/// <param name="Describe">What the number stands for, in an example; null when the number speaks for itself.</param>
internal sealed record Feature(string Name, Func<Observation, double> Read, bool IsLabel = false, Func<Observation, string>? Describe = null)
{
    public double[] Column(ReadOnlySpan<Observation> observations)
    {
        var column = new double[observations.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = Read(observations[i]);
        }

        return column;
    }
}
