using System.Runtime.Intrinsics;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Sums of a kernel by pairs of features √(1/m)·(cos ⟨ω, x⟩, sin ⟨ω, x⟩): a row has norm one, whatever it is.</summary>
/// <remarks>
/// A row's features are rounded to 2^−24, after they were shortened by what rounding may add, and that their squares add up to at most 2^48 is checked in integers:
/// Δ2 ≤ 1, so Δ1 ≤ √(2m). A count beside them has weight 4: Δ2 = √17/4. Under replace the count stays, Δ2 = 2 and Δ1 = 2√(2m).
/// </remarks>
internal sealed class FeatureSketch : SimilaritySketch
{
    private const double Unit = 1 << 24;
    private const double MostSquare = Unit * Unit;
    private const int Block = 16;
    private const int CountWeight = 4;
    private readonly double[] _panels;
    private readonly int _features;
    private readonly double _scale;

    public FeatureSketch(SimilarityKernel kernel, int columns, int features, ulong seed)
        : this(kernel, columns, features, seed, Math.Sqrt(2.0 * features) / 2 + 1)
    {
    }

    /// <summary>With another margin than rounding needs: for the test of what happens beyond.</summary>
    internal FeatureSketch(SimilarityKernel kernel, int columns, int features, ulong seed, double margin)
        : base(CheckColumns(columns), isDistance: false, SensitivityOf(CheckFeatures(features)))
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _features = features;
        _panels = Panel.Of(kernel.Frequencies(columns, features, seed));
        _scale = (Unit - margin) / Math.Sqrt(features);
    }

    public override Int128[] Of(double[,] rows)
    {
        _ = RowTable.Cells(rows, Columns);
        var sum = new Int128[Length];
        RowTable.Share(rows.GetLength(0), 64, (from, to) =>
        {
            var cells = RowTable.Cells(rows, Columns)[(from * Columns)..(to * Columns)];
            var part = new double[2 * _features];

            // Sums of 2^28 features of at most 2^24 are exact in doubles.
            const int Stretch = 1 << 28;
            for (var start = 0; start < to - from; start += Stretch)
            {
                Array.Clear(part);
                Add(cells[(start * Columns)..(Math.Min(start + Stretch, to - from) * Columns)], part);
                lock (sum)
                {
                    for (var i = 0; i < part.Length; i++)
                    {
                        sum[i] += (Int128)part[i];
                    }
                }
            }
        });
        sum[^1] = rows.GetLength(0);
        return sum;
    }

    public override SimilarityIndex Index(ReadOnlySpan<Int128> released, IntegerNoise noise)
    {
        var all = Checked(released, noise);
        var sums = new double[2 * _features];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = (double)all[i] / (_features * _scale);
        }

        var deviation = DeviationOf(noise);
        return new FeatureIndex(Columns, (double)all[^1], deviation * CountWeight, deviation * Unit / (Math.Sqrt(_features) * _scale), _panels, sums);
    }

    public override SimilarityError ExpectedError(IntegerNoise noise, double rows) => new(DeviationOf(noise) * Unit / (Math.Sqrt(_features) * _scale), rows / Math.Sqrt(2.0 * _features));

    internal override (long Own, long Shared) StoredBytes => (16L * _features, 8L * Columns * _features);

    // Sums of integers as doubles: panel by panel for a few rows, so that frequencies are read once for all of them.
    private void Add(ReadOnlySpan<double> cells, double[] sums)
    {
        var rows = cells.Length / Columns;
        var clean = new double[Block * Columns];
        var turns = new double[Block * Panel.Width];
        var squares = new double[Block];
        for (var first = 0; first < rows; first += Block)
        {
            var count = Math.Min(Block, rows - first);
            var block = clean.AsSpan(0, count * Columns);
            RowTable.Clean(cells.Slice(first * Columns, block.Length), block);
            Array.Clear(squares);
            for (var panel = 0; panel < _features / Panel.Width; panel++)
            {
                Panel.Multiply(block, Columns, _panels.AsSpan(panel * Columns * Panel.Width, Columns * Panel.Width), turns);
                AddPanel(turns.AsSpan(0, count * Panel.Width), sums.AsSpan(2 * panel * Panel.Width, 2 * Panel.Width), squares);
            }

            for (var r = 0; r < count; r++)
            {
                if (!(squares[r] <= MostSquare))
                {
                    Shorten(block.Slice(r * Columns, Columns), sums);
                }
            }
        }
    }

    private void AddPanel(ReadOnlySpan<double> turns, Span<double> sums, Span<double> squares)
    {
        for (var half = 0; half < Panel.Width; half += 4)
        {
            var (cosines, sines) = (Vector256.Create<double>(sums[half..]), Vector256.Create<double>(sums[(Panel.Width + half)..]));
            for (var r = 0; r < turns.Length / Panel.Width; r++)
            {
                var (sine, cosine) = Panel.SineAndCosine(Vector256.Create<double>(turns[((r * Panel.Width) + half)..]));
                var (c, s) = (Vector256.Round(cosine * _scale), Vector256.Round(sine * _scale));
                cosines += c;
                sines += s;

                // Squares of whole numbers up to 2^24: their sum is exact below 2^53, and far above 2^48 where it is not.
                squares[r] += Vector256.Sum((c * c) + (s * s));
            }

            cosines.CopyTo(sums[half..]);
            sines.CopyTo(sums[(Panel.Width + half)..]);
        }
    }

    // Takes a row that is too long out again and adds it with its largest features made smaller. It does not happen with the margin that rounding needs.
    private void Shorten(ReadOnlySpan<double> row, double[] sums)
    {
        var own = new double[sums.Length];
        var turns = new double[Panel.Width];
        var square = new double[1];
        for (var panel = 0; panel < _features / Panel.Width; panel++)
        {
            Panel.Multiply(row, Columns, _panels.AsSpan(panel * Columns * Panel.Width, Columns * Panel.Width), turns);
            AddPanel(turns, own.AsSpan(2 * panel * Panel.Width, 2 * Panel.Width), square);
        }

        var kept = (double[])own.Clone();
        var order = Enumerable.Range(0, own.Length).OrderByDescending(i => Math.Abs(own[i])).ToArray();
        for (var i = 0; square[0] > MostSquare; i = (i + 1) % order.Length)
        {
            var x = Math.Abs(kept[order[i]]);
            square[0] -= x > 0 ? (2 * x) - 1 : 0;
            kept[order[i]] -= Math.Sign(kept[order[i]]);
        }

        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += kept[i] - own[i];
        }
    }

    private static int CheckFeatures(int features) => features is >= Panel.Width and <= 65_536 && features % Panel.Width == 0
        ? features
        : throw new BadInputException($"There are 8 to 65,536 features, a multiple of eight, but {features} were asked for.");

    private static AggregateSensitivity SensitivityOf(int features)
    {
        Rational[] weights = [.. Enumerable.Repeat((Rational)(1 << 24), 2 * features), CountWeight];
        var (root, part) = (((Rational)(2 * features)).SqrtUp(40), new Rational(1, CountWeight));
        return new(weights, root + part, (1 + (part * part)).SqrtUp(40), 2 * root, 2, "the features of a row have norm one, and a quarter for its count");
    }
}
