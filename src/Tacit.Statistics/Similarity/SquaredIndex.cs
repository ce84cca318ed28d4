namespace Tacit.Statistics;

/// <summary>The number of rows, their sum about the centre and the sum of their squared lengths there.</summary>
internal sealed class SquaredIndex(double count, double deviation, double bound, double[] centre, double[] sum, double squares)
    : SimilarityIndex(centre.Length, isDistance: true, count, deviation, deviation)
{
    internal override void Write(SimilarityWriter writer)
    {
        writer.Begin(SimilarityKind.Squared, Count, CountDeviation, Deviation);
        writer.Number(bound);
        writer.Numbers(centre);
        writer.Numbers(sum);
        writer.Number(squares);
    }

    internal static SquaredIndex Read(SimilarityReader reader, (double Count, double CountDeviation, double Deviation) head)
    {
        var bound = reader.Number();
        var (centre, sum) = (reader.Numbers(), reader.Numbers());
        SimilarityReader.Require(centre.Length is >= 1 and <= SimilaritySketch.MostColumns && sum.Length == centre.Length && bound > 0, "its sums");
        return new(head.Count, head.Deviation, bound, centre, sum, reader.Number());
    }

    internal override void Answer(ReadOnlySpan<double> queries, Span<double> answers)
    {
        for (var q = 0; q < answers.Length; q++)
        {
            double square = 0, product = 0;
            var y = queries.Slice(q * Columns, Columns);
            for (var i = 0; i < y.Length; i++)
            {
                var z = double.IsNaN(y[i]) ? 0 : y[i] - centre[i];
                square += z * z;
                product += z * sum[i];
            }

            answers[q] = (Count * square) - (2 * product) + squares;
        }
    }

    private protected override double NoiseFactor(ReadOnlySpan<double> y)
    {
        var square = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var z = double.IsNaN(y[i]) ? 0 : y[i] - centre[i];
            square += z * z;
        }

        return Math.Sqrt((square * square) + (4 * square * bound * bound) + (bound * bound * bound * bound));
    }
}
