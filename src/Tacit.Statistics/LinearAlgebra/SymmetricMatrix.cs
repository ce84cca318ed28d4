namespace Tacit.Statistics;

/// <summary>Small dense symmetric matrices: Cholesky factors, and eigenvalues by Jacobi's rotations (Jacobi 1846; Golub and Van Loan 2013).</summary>
internal static class SymmetricMatrix
{
    /// <summary>How many entries the upper triangle has.</summary>
    public static int Packed(int size) => checked(size * (size + 1) / 2);

    /// <summary>The matrix of an upper triangle that is packed row by row.</summary>
    public static double[,] Unpack(ReadOnlySpan<double> packed, int size)
    {
        var matrix = new double[size, size];
        var at = 0;
        for (var i = 0; i < size; i++)
        {
            for (var j = i; j < size; j++)
            {
                matrix[i, j] = matrix[j, i] = packed[at++];
            }
        }

        return matrix;
    }

    /// <summary>The lower factor L of A = LLᵀ, or null where A is not positive definite beyond rounding.</summary>
    public static double[,]? Cholesky(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        double largest = 0;
        for (var i = 0; i < size; i++)
        {
            largest = Math.Max(largest, Math.Abs(matrix[i, i]));
        }

        var factor = new double[size, size];
        for (var j = 0; j < size; j++)
        {
            var pivot = matrix[j, j];
            for (var k = 0; k < j; k++)
            {
                pivot -= factor[j, k] * factor[j, k];
            }

            if (!(pivot > 1e-13 * size * largest))
            {
                return null;
            }

            factor[j, j] = Math.Sqrt(pivot);
            for (var i = j + 1; i < size; i++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                factor[i, j] = sum / factor[j, j];
            }
        }

        return factor;
    }

    /// <summary>Solves LLᵀx = b.</summary>
    public static double[] Solve(double[,] factor, ReadOnlySpan<double> right)
    {
        var size = right.Length;
        var x = right.ToArray();
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < i; k++)
            {
                x[i] -= factor[i, k] * x[k];
            }

            x[i] /= factor[i, i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
            {
                x[i] -= factor[k, i] * x[k];
            }

            x[i] /= factor[i, i];
        }

        return x;
    }

    /// <summary>Eigenvalues from the largest down, and unit eigenvectors in columns, each with its largest entry positive.</summary>
    public static (double[] Values, double[,] Vectors) Eigen(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var v = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            v[i, i] = 1;
        }

        for (var sweep = 0; sweep < 60 && OffDiagonal(a) > 0; sweep++)
        {
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(a, v, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, size).OrderByDescending(i => a[i, i]).ToArray();
        var vectors = new double[size, size];
        for (var c = 0; c < size; c++)
        {
            var top = Enumerable.Range(0, size).MaxBy(r => Math.Abs(v[r, order[c]]));
            var sign = v[top, order[c]] < 0 ? -1 : 1;
            for (var r = 0; r < size; r++)
            {
                vectors[r, c] = sign * v[r, order[c]];
            }
        }

        return ([.. order.Select(i => a[i, i])], vectors);
    }

    // The sum of squares off the diagonal, zero where it is nothing beside the diagonal.
    private static double OffDiagonal(double[,] a)
    {
        double off = 0, on = 0;
        for (var i = 0; i < a.GetLength(0); i++)
        {
            on += a[i, i] * a[i, i];
            for (var j = i + 1; j < a.GetLength(0); j++)
            {
                off += a[i, j] * a[i, j];
            }
        }

        return off <= 1e-32 * on ? 0 : off;
    }

    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
        {
            return;
        }

        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        var size = a.GetLength(0);
        for (var k = 0; k < size; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (var k = 0; k < size; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }

        a[p, q] = a[q, p] = 0;
    }
}
