namespace Tacit.Studies.SourceKnown;

/// <summary>Rank correlation with the order in which numbers stand (Spearman 1904); ties have the mean of their ranks.</summary>
internal static class Ranks
{
    public static double OfOrder(UInt128[] values)
    {
        var (sorted, places) = ((UInt128[])values.Clone(), Enumerable.Range(0, values.Length).ToArray());
        Array.Sort(sorted, places);
        var (n, middle, products, squares, places2) = (values.Length, (values.Length - 1) / 2.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < n;)
        {
            var end = i + 1;
            while (end < n && sorted[end] == sorted[i])
            {
                end++;
            }

            var rank = ((i + end - 1) / 2.0) - middle;
            for (; i < end; i++)
            {
                products += rank * (places[i] - middle);
                squares += rank * rank;
                places2 += (places[i] - middle) * (places[i] - middle);
            }
        }

        return squares == 0 ? 0 : products / Math.Sqrt(squares * places2);
    }
}
