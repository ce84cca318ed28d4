namespace Tacit.Statistics.Tests;

/// <summary>Gauss elimination with row exchanges: an oracle that shares no code with the library.</summary>
internal sealed class Dense(double[,] matrix)
{
    public double[] Solve(double[] right)
    {
        var n = right.Length;
        var a = (double[,])matrix.Clone();
        var x = (double[])right.Clone();
        for (var c = 0; c < n; c++)
        {
            var pivot = Enumerable.Range(c, n - c).MaxBy(r => Math.Abs(a[r, c]));
            for (var k = 0; k < n; k++)
            {
                (a[c, k], a[pivot, k]) = (a[pivot, k], a[c, k]);
            }

            (x[c], x[pivot]) = (x[pivot], x[c]);
            for (var r = c + 1; r < n; r++)
            {
                var f = a[r, c] / a[c, c];
                for (var k = c; k < n && f != 0; k++)
                {
                    a[r, k] -= f * a[c, k];
                }

                x[r] -= f * x[c];
            }
        }

        for (var r = n - 1; r >= 0; r--)
        {
            for (var k = r + 1; k < n; k++)
            {
                x[r] -= a[r, k] * x[k];
            }

            x[r] /= a[r, r];
        }

        return x;
    }
}
