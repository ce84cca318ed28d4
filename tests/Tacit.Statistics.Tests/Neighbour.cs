using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Statistics.Tests;

/// <summary>The largest weighted moves of integers over all pairs of small neighbours, exactly.</summary>
internal static class Neighbour
{
    /// <summary>Adds, removes and replaces every one of the rows in every base; returns the largest L1 and squared L2 of each relation.</summary>
    public static (Rational L1, Rational L2Squared, Rational ReplaceL1, Rational ReplaceL2Squared) Largest<T>(
        IReadOnlyList<T> rows, IReadOnlyList<T[]> bases, Func<T[], Int128[]> aggregate, ReadOnlySpan<Rational> weights)
    {
        Rational l1 = 0, l2 = 0, replaceL1 = 0, replaceL2 = 0;
        foreach (var start in bases)
        {
            var without = aggregate(start);
            var with = rows.Select(r => aggregate([.. start, r])).ToArray();
            for (var i = 0; i < with.Length; i++)
            {
                var (one, two) = Distance(without, with[i], weights);
                (l1, l2) = (Rational.Max(l1, one), Rational.Max(l2, two));
                for (var j = 0; j < i; j++)
                {
                    (one, two) = Distance(with[j], with[i], weights);
                    (replaceL1, replaceL2) = (Rational.Max(replaceL1, one), Rational.Max(replaceL2, two));
                }
            }
        }

        return (l1, l2, replaceL1, replaceL2);
    }

    /// <summary>Nothing is above what is stated, and what is reached is within a relative 1e-4 of it.</summary>
    public static void Holds(AggregateSensitivity stated, (Rational L1, Rational L2Squared, Rational ReplaceL1, Rational ReplaceL2Squared) found, string reached)
    {
        Check("1", found.L1, stated.L1(Neighbours.AddRemove));
        Check("2", found.L2Squared, Square(stated.L2(Neighbours.AddRemove)));
        Check("r1", found.ReplaceL1, stated.L1(Neighbours.Replace));
        Check("r2", found.ReplaceL2Squared, Square(stated.L2(Neighbours.Replace)));

        void Check(string name, Rational largest, Rational most)
        {
            Assert.True(largest <= most, $"{name}: {largest.ToDouble()} is above {most.ToDouble()}");
            if (reached.Split(' ').Contains(name))
            {
                Assert.True(largest.ToDouble() >= 0.9999 * most.ToDouble(), $"{name}: {largest.ToDouble()} does not reach {most.ToDouble()}");
            }
        }
    }

    public static double[,] Table(IReadOnlyList<double[]> rows, int columns)
    {
        var table = new double[rows.Count, columns];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                table[r, c] = rows[r][c];
            }
        }

        return table;
    }

    public static IEnumerable<double[]> Grid(double[] values, int columns) => columns == 0
        ? [[]]
        : Grid(values, columns - 1).SelectMany(head => values.Select(v => (double[])[.. head, v]));

    private static Rational Square(Rational x) => x * x;

    public static (Rational L1, Rational L2Squared) Distance(Int128[] left, Int128[] right, ReadOnlySpan<Rational> weights)
    {
        Rational one = 0, two = 0;
        for (var i = 0; i < left.Length; i++)
        {
            var move = (Rational)(BigInteger)(left[i] - right[i]) / weights[i];
            one += move.Sign < 0 ? -move : move;
            two += move * move;
        }

        return (one, two);
    }
}
