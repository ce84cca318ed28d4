namespace Tacit.Statistics;

/// <summary>For each leaf of each tree the line that Σ|x − y| is there: a query reads one line of each tree.</summary>
internal sealed class TreeIndex : SimilarityIndex
{
    private readonly int _levels;
    private readonly bool _isPure;
    private readonly (double Low, double High)[] _ranges;
    private readonly double _factor;
    private readonly (double Slope, double Intercept)[] _lines;
    private readonly Projection? _projection;

    internal TreeIndex(
        int levels, bool isPure, double count, double countDeviation, double deviation, (double Low, double High)[] ranges, double factor,
        (double Slope, double Intercept)[] lines, Projection? projection)
        : base(projection?.Columns ?? ranges.Length, isDistance: true, count, countDeviation, deviation) =>
        (_levels, _isPure, _ranges, _factor, _lines, _projection) = (levels, isPure, ranges, factor, lines, projection);

    /// <summary>The index of released nodes.</summary>
    public static TreeIndex Of(TreeShape shape, ReadOnlySpan<Int128> released, double deviation, (double Low, double High)[] ranges, double factor, Projection? projection)
    {
        var lines = new (double Slope, double Intercept)[ranges.Length * shape.Leaves];
        var all = released.ToArray();
        Parallel.For(0, ranges.Length, t =>
        {
            var tree = lines.AsSpan(t * shape.Leaves, shape.Leaves);
            shape.Lines(all, t, tree);
            var (low, high) = ranges[t];
            var unit = (high - low) / shape.Steps;
            foreach (ref var line in tree)
            {
                line = (factor * line.Slope, factor * ((unit * line.Intercept) - (line.Slope * low)));
            }
        });
        return new(shape.Levels, shape.IsPure, shape.CountOf(released), deviation * shape.CountFactor, deviation, ranges, factor, lines, projection);
    }

    internal override void Write(SimilarityWriter writer)
    {
        writer.Begin(SimilarityKind.Trees, Count, CountDeviation, Deviation);
        writer.Integer(_levels);
        writer.Integer(_isPure ? 1 : 0);
        writer.Number(_factor);
        writer.Numbers([.. _ranges.SelectMany(r => new[] { r.Low, r.High })]);
        writer.Numbers([.. _lines.SelectMany(l => new[] { l.Slope, l.Intercept })]);
        writer.Integer(_projection?.Columns ?? 0);
        if (_projection is { } projection)
        {
            writer.Numbers([projection.Low, projection.High]);
            writer.Numbers(projection.Panels);
        }
    }

    internal static TreeIndex Read(SimilarityReader reader, (double Count, double CountDeviation, double Deviation) head)
    {
        var (levels, pure, factor) = (reader.Integer(1, TreeShape.MostLevels), reader.Integer(0, 1) == 1, reader.Number());
        var ends = reader.Numbers();
        SimilarityReader.Require(ends.Length is > 0 && ends.Length % 2 == 0, "its ranges");
        (double Low, double High)[] ranges = [.. ends.Chunk(2).Select(e => (e[0], e[1]))];
        SimilarityReader.Require(ranges.All(r => r.Low < r.High), "its ranges");
        var lines = reader.Numbers();
        SimilarityReader.Require(lines.LongLength == (long)ranges.Length * (2L << levels), "its trees");
        var columns = reader.Integer(0, SimilaritySketch.MostColumns);
        Projection? projection = null;
        if (columns > 0)
        {
            var box = reader.Numbers();
            var panels = reader.Numbers();
            SimilarityReader.Require(box.Length == 2 && box[0] < box[1] && ranges.Length % Panel.Width == 0 && panels.LongLength == (long)columns * ranges.Length, "its projections");
            projection = new(columns, box[0], box[1], panels);
        }

        return new(levels, pure, head.Count, head.CountDeviation, head.Deviation, ranges, factor, [.. lines.Chunk(2).Select(l => (l[0], l[1]))], projection);
    }

    internal override void Answer(ReadOnlySpan<double> queries, Span<double> answers)
    {
        if (_projection is null)
        {
            for (var q = 0; q < answers.Length; q++)
            {
                answers[q] = Sum(queries.Slice(q * Columns, Columns), 0);
            }

            return;
        }

        answers.Clear();
        var products = new double[Math.Min(answers.Length, 64) * Panel.Width];
        for (var from = 0; from < answers.Length; from += 64)
        {
            var some = answers[from..Math.Min(answers.Length, from + 64)];
            for (var first = 0; first < _ranges.Length; first += Panel.Width)
            {
                _projection.Products(queries.Slice(from * Columns, some.Length * Columns), first / Panel.Width, products, isRow: false);
                for (var q = 0; q < some.Length; q++)
                {
                    some[q] += Sum(products.AsSpan(q * Panel.Width, Panel.Width), first);
                }
            }
        }
    }

    private protected override double NoiseFactor(ReadOnlySpan<double> y)
    {
        var coordinates = y.ToArray();
        if (_projection is not null)
        {
            coordinates = new double[_ranges.Length];
            for (var first = 0; first < _ranges.Length; first += Panel.Width)
            {
                _projection.Products(y, first / Panel.Width, coordinates.AsSpan(first), isRow: false);
            }
        }

        // What lies beyond ranges is multiplied by the number of rows, which the first level of all trees tells.
        double square = 0, beyond = 0;
        for (var t = 0; t < _ranges.Length; t++)
        {
            (coordinates[t], var further) = Place(_ranges[t], coordinates[t]);
            beyond += further;
        }

        for (var t = 0; t < _ranges.Length; t++)
        {
            var (low, high) = _ranges[t];
            var unit = (high - low) / TreeShape.StepsOf(_levels);
            square += unit * unit * TreeShape.NoiseSquare(_levels, _isPure, (coordinates[t] - low) / unit, beyond / _ranges.Length / unit);
        }

        return _factor * Math.Sqrt(square);
    }

    // Beyond its range a tree has all its rows on one side.
    private double Sum(ReadOnlySpan<double> y, int first)
    {
        var leaves = 1 << _levels;
        var (sum, beyond) = (0.0, 0.0);
        for (var t = 0; t < y.Length; t++)
        {
            var (low, high) = _ranges[first + t];
            var (x, further) = Place((low, high), y[t]);
            beyond += further;
            var (slope, intercept) = _lines[((first + t) << _levels) + Math.Min((int)((x - low) * (leaves / (high - low))), leaves - 1)];
            sum += (slope * x) + intercept;
        }

        return sum + (_factor * beyond * Count);
    }

    // The nearest point of a range and how far it is; NaN is in the middle.
    private static (double Nearest, double Distance) Place((double Low, double High) range, double y)
    {
        var x = double.IsNaN(y) ? range.Low + ((range.High - range.Low) / 2) : Math.Clamp(y, range.Low, range.High);
        return (x, double.IsNaN(y) ? 0 : Math.Abs(y - x));
    }
}
