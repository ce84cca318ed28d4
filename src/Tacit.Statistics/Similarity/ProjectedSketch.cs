using System.Buffers;
using Tacit.Mechanisms;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Sums of L2 distances: ‖z‖ is √(π/2) times the mean of |⟨g, z⟩| over Gaussian vectors g, and each of those has a tree.</summary>
internal sealed class ProjectedSketch : SimilaritySketch
{
    private const double Reach = 4;
    private readonly TreeShape _shape;
    private readonly Projection _projection;
    private readonly (double Low, double High)[] _ranges;
    private readonly double _radius;

    public ProjectedSketch(int columns, double low, double high, double? radius, int projections, int levels, bool pure, ulong seed)
        : this(columns, low, high, radius, projections, seed, new TreeShape(CheckProjections(projections), levels, pure))
    {
    }

    private ProjectedSketch(int columns, double low, double high, double? radius, int projections, ulong seed, TreeShape shape)
        : base(CheckColumns(columns), isDistance: true, shape.Sensitivity)
    {
        TreeSketch.CheckRange(low, high);
        var half = (high - low) / 2;
        _radius = radius ?? half * Math.Sqrt(columns);
        if (!(_radius >= 1e-50) || !(_radius <= 1e60))
        {
            throw new BadInputException($"The radius of most rows is a positive finite number, but was {radius}.");
        }

        var vectors = new double[columns, projections];
        var random = RandomSource.Seeded(seed);
        _ranges = new (double, double)[projections];
        for (var j = 0; j < projections; j++)
        {
            var one = PublicNet.Normals(random, columns);
            for (var c = 0; c < columns; c++)
            {
                vectors[c, j] = one[c];
            }

            // All of the box, or what a vector of that length reaches but in 6 of 100,000 cases.
            var end = Math.Min(half * one.Sum(Math.Abs), Reach * _radius);
            _ranges[j] = (-end, end);
        }

        _shape = shape;
        _projection = new(columns, low, high, Panel.Of(vectors));
    }

    private double Factor => Math.Sqrt(Math.PI / 2) / _shape.Trees;

    public override Int128[] Of(double[,] rows)
    {
        _ = RowTable.Cells(rows, Columns);
        return _shape.NodesOf(rows.GetLength(0), (from, first, trees, steps) =>
        {
            var rented = ArrayPool<double>.Shared.Rent(steps.Length);
            var products = rented.AsSpan(0, steps.Length);
            _projection.Products(RowTable.Cells(rows, Columns).Slice(from * Columns, steps.Length / trees * Columns), first / Panel.Width, products, isRow: true);
            for (var i = 0; i < steps.Length; i++)
            {
                var (low, high) = _ranges[first + (i % trees)];
                steps[i] = _shape.StepOf(products[i], low, _shape.Steps / (high - low));
            }

            ArrayPool<double>.Shared.Return(rented, clearArray: true);
        });
    }

    public override SimilarityIndex Index(ReadOnlySpan<Int128> released, IntegerNoise noise) =>
        TreeIndex.Of(_shape, Checked(released, noise), DeviationOf(noise), _ranges, Factor, _projection);

    public override SimilarityError ExpectedError(IntegerNoise noise, double rows)
    {
        ArgumentNullException.ThrowIfNull(noise);
        var squares = _ranges.Sum(r => (r.High - r.Low) * (r.High - r.Low)) / _shape.Steps / _shape.Steps;
        return new(
            DeviationOf(noise) * Factor * Math.Sqrt(squares * TreeShape.NoiseSquare(_shape.Levels, _shape.IsPure, null)),
            rows * ((_radius * Math.Sqrt(2 * ((Math.PI / 2) - 1) / _shape.Trees)) + (Factor * _ranges.Sum(r => r.High - r.Low) / _shape.Leaves)));
    }

    internal override (long Own, long Shared) StoredBytes => ((16L * _shape.Trees * (_shape.Leaves + 1)) + (8L * Columns * _shape.Trees), 0);

    private static int CheckProjections(int projections) => projections is >= Panel.Width and <= 4096 && projections % Panel.Width == 0
        ? projections
        : throw new BadInputException($"There are 8 to 4,096 projections, a multiple of eight, but {projections} were asked for.");
}
