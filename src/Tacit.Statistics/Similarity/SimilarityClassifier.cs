namespace Tacit.Statistics;

/// <summary>Says which class a point is most like on average: the largest mean kernel, or the least mean distance. Released, like the indexes that it asks.</summary>
/// <remarks>A class whose noisy size says nothing (below one or three deviations of its noise) is not chosen while another's does. Thread-safe.</remarks>
public sealed class SimilarityClassifier
{
    private readonly SimilarityIndex[] _indexes;
    private readonly FeatureIndex[]? _shared;

    internal SimilarityClassifier(SimilarityIndex[] indexes)
    {
        _indexes = indexes;
        if (indexes.All(i => i is FeatureIndex f && f.IsLike((FeatureIndex)indexes[0])))
        {
            _shared = [.. indexes.Cast<FeatureIndex>()];
        }
    }

    /// <summary>A classifier as the ledger stores it: frequencies that all classes share once.</summary>
    public static Codec<SimilarityClassifier> Codec { get; } = new(
        (json, classifier) =>
        {
            json.WriteStartArray();
            foreach (var index in classifier._indexes)
            {
                SimilarityIndex.ToJson(json, index, classifier._shared?[0]);
            }

            json.WriteEndArray();
        },
        json =>
        {
            var indexes = new List<SimilarityIndex>();
            foreach (var one in json.EnumerateArray())
            {
                indexes.Add(SimilarityIndex.FromJson(one, indexes.FirstOrDefault() as FeatureIndex));
            }

            SimilarityReader.Require(indexes.Count > 0 && indexes.TrueForAll(i => i.Columns == indexes[0].Columns && i.IsDistance == indexes[0].IsDistance), "its classes");
            return new([.. indexes]);
        });

    /// <summary>The index of each class.</summary>
    public IReadOnlyList<SimilarityIndex> Indexes => _indexes;

    /// <summary>The class of a point.</summary>
    /// <param name="y">The point.</param>
    public int Predict(ReadOnlySpan<double> y)
    {
        var one = new double[1, y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            one[0, i] = y[i];
        }

        return PredictBatch(one)[0];
    }

    /// <summary>The classes of many points, on all processors.</summary>
    /// <param name="points">[point, column].</param>
    /// <exception cref="ArgumentException">They have another number of coordinates.</exception>
    public int[] PredictBatch(double[,] points)
    {
        var columns = _indexes[0].Columns;
        var cells = RowTable.Cells(points, columns).Length;
        var chosen = new int[cells / columns];
        RowTable.Share(chosen.Length, 64, (from, to) =>
        {
            var own = RowTable.Cells(points, columns)[(from * columns)..(to * columns)];
            var answers = new double[(to - from) * _indexes.Length];
            if (_shared is not null)
            {
                FeatureIndex.Answer(_shared, own, answers);
            }
            else
            {
                var some = new double[to - from];
                for (var c = 0; c < _indexes.Length; c++)
                {
                    _indexes[c].Answer(own, some);
                    for (var i = 0; i < some.Length; i++)
                    {
                        answers[(i * _indexes.Length) + c] = some[i];
                    }
                }
            }

            for (var i = 0; i < to - from; i++)
            {
                chosen[from + i] = Choose(answers.AsSpan(i * _indexes.Length, _indexes.Length));
            }
        });
        return chosen;
    }

    private int Choose(ReadOnlySpan<double> answers)
    {
        var (best, likeness) = (-1, double.NegativeInfinity);
        for (var c = 0; c < answers.Length; c++)
        {
            if (_indexes[c].IsCounted)
            {
                var mean = answers[c] / _indexes[c].Count * (_indexes[c].IsDistance ? -1 : 1);
                if (best < 0 || mean > likeness)
                {
                    (best, likeness) = (c, mean);
                }
            }
        }

        return best >= 0 ? best : Largest();
    }

    private int Largest()
    {
        var best = 0;
        for (var c = 1; c < _indexes.Length; c++)
        {
            best = _indexes[c].Count > _indexes[best].Count ? c : best;
        }

        return best;
    }
}
