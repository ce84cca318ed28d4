using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Directions, candidates and frequencies that are drawn before any data is seen, from a public seed: everybody may know them.</summary>
internal static class PublicNet
{
    /// <summary>Length of a direction, about.</summary>
    public const int Length = 1 << 10;

    /// <summary>The axes, then random directions; with each its opposite where they are looked at from both sides.</summary>
    public static long[][] Directions(int dimensions, int count, ulong seed, bool withOpposites)
    {
        var random = RandomSource.Seeded(seed);
        var directions = new List<long[]>();
        for (var axis = 0; directions.Count < count; axis++)
        {
            var direction = axis < dimensions ? Axis(dimensions, axis) : Random(dimensions, random);
            directions.Add(direction);
            if (withOpposites)
            {
                directions.Add([.. direction.Select(x => -x)]);
            }
        }

        return [.. directions];
    }

    /// <summary>A grid of equal steps where it has at most so many points, and random points else.</summary>
    public static long[][] Points(int dimensions, long low, long high, int count, ulong seed)
    {
        var perAxis = (long)Math.Floor(Math.Pow(count, 1.0 / dimensions) + 1e-9);
        if (dimensions <= 3 && perAxis >= 2)
        {
            long At(long step) => low + (long)((Int128)(high - low) * step / (perAxis - 1));
            IEnumerable<long[]> grid = [[]];
            for (var axis = 0; axis < dimensions; axis++)
            {
                grid = [.. grid.SelectMany(p => Enumerable.Range(0, (int)perAxis).Select(s => (long[])[.. p, At(s)]))];
            }

            return [.. grid];
        }

        var random = RandomSource.Seeded(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimensions).Select(_ => low + (long)random.NextBelow((ulong)(high - low) + 1)).ToArray())];
    }

    /// <summary>Numbers of the standard normal law.</summary>
    public static double[] Normals(RandomSource random, int count)
    {
        var all = new double[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = (random.NextBit() ? 1 : -1) * Normal.UpperQuantile(Uniform(random) / 2);
        }

        return all;
    }

    /// <summary>A number in (0, 1).</summary>
    public static double Uniform(RandomSource random) => ((random.NextUInt64() >> 11) + 0.5) * Math.ScaleB(1, -53);

    private static long[] Axis(int dimensions, int axis) => [.. Enumerable.Range(0, dimensions).Select(i => i == axis ? (long)Length : 0)];

    private static long[] Random(int dimensions, RandomSource random)
    {
        while (true)
        {
            var x = Normals(random, dimensions);
            var norm = Math.Sqrt(x.Sum(v => v * v));
            long[] direction = [.. x.Select(v => (long)Math.Round(v / norm * Length))];
            if (direction.Any(v => v != 0))
            {
                return direction;
            }
        }
    }
}
