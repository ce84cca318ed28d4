using System.Runtime.Intrinsics;

namespace Tacit.Statistics;

/// <summary>Noisy sums of features: a query is their product with its own features.</summary>
internal sealed class FeatureIndex(int columns, double count, double countDeviation, double deviation, double[] panels, double[] sums)
    : SimilarityIndex(columns, isDistance: false, count, countDeviation, deviation)
{
    private const int Block = 64;
    private readonly double[] _panels = panels;
    private readonly double[] _sums = sums;

    internal override void Write(SimilarityWriter writer)
    {
        writer.Begin(SimilarityKind.Features, Count, CountDeviation, Deviation);
        writer.Integer(Columns);
        writer.Numbers(writer.Like is { } like && like != this && IsLike(like) ? [] : _panels);
        writer.Numbers(_sums);
    }

    internal static FeatureIndex Read(SimilarityReader reader, (double Count, double CountDeviation, double Deviation) head)
    {
        var columns = reader.Integer(1, SimilaritySketch.MostColumns);
        var (panels, sums) = (reader.Numbers(), reader.Numbers());
        panels = panels.Length == 0 && reader.Like is { } like ? like._panels : panels;
        SimilarityReader.Require(sums.Length > 0 && sums.Length % (2 * Panel.Width) == 0 && panels.LongLength == (long)columns * (sums.Length / 2), "its features");
        return new(columns, head.Count, head.CountDeviation, head.Deviation, panels, sums);
    }

    internal override void Answer(ReadOnlySpan<double> queries, Span<double> answers) => Answer([this], queries, answers);

    /// <summary>Answers of several indexes of the same frequencies, [query][index]: the features of a query are computed once for all.</summary>
    internal static void Answer(FeatureIndex[] indexes, ReadOnlySpan<double> queries, Span<double> answers)
    {
        var (columns, panels, count) = (indexes[0].Columns, indexes[0]._panels, answers.Length / indexes.Length);
        var clean = new double[Math.Min(Block, count) * columns];
        var turns = new double[Math.Min(Block, count) * Panel.Width];
        var totals = new Vector256<double>[Math.Min(Block, count) * indexes.Length];
        for (var first = 0; first < count; first += Block)
        {
            var rows = Math.Min(Block, count - first);
            var block = clean.AsSpan(0, rows * columns);
            RowTable.Clean(queries.Slice(first * columns, block.Length), block);
            Array.Clear(totals);
            for (var panel = 0; panel * columns * Panel.Width < panels.Length; panel++)
            {
                Panel.Multiply(block, columns, panels.AsSpan(panel * columns * Panel.Width, columns * Panel.Width), turns);
                for (var at = 0; at < rows * Panel.Width; at += 4)
                {
                    var (sine, cosine) = Panel.SineAndCosine(Vector256.Create<double>(turns.AsSpan(at)));
                    var sum = (2 * panel * Panel.Width) + (at % Panel.Width);
                    var total = totals.AsSpan(at / Panel.Width * indexes.Length, indexes.Length);
                    for (var i = 0; i < total.Length; i++)
                    {
                        ReadOnlySpan<double> own = indexes[i]._sums.AsSpan(sum, Panel.Width + 4);
                        total[i] += (cosine * Vector256.Create(own)) + (sine * Vector256.Create(own[Panel.Width..]));
                    }
                }
            }

            for (var i = 0; i < rows * indexes.Length; i++)
            {
                answers[(first * indexes.Length) + i] = Vector256.Sum(totals[i]);
            }
        }
    }

    /// <summary>Whether another index has the same frequencies.</summary>
    internal bool IsLike(FeatureIndex other) => ReferenceEquals(_panels, other._panels) || (Columns == other.Columns && _panels.AsSpan().SequenceEqual(other._panels));

    private protected override double NoiseFactor(ReadOnlySpan<double> y) => 1;
}
