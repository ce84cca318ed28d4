using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Noisy sums of a <see cref="SimilaritySketch"/>, ready for any number of queries. Released: it holds nothing that is not private already.</summary>
/// <remarks>Answers may be negative: cutting them at zero would bias averages. Thread-safe.</remarks>
public abstract class SimilarityIndex
{
    private protected SimilarityIndex(int columns, bool isDistance, double count, double countDeviation, double deviation) =>
        (Columns, IsDistance, Count, CountDeviation, Deviation) = (columns, isDistance, count, countDeviation, deviation);

    /// <summary>How many coordinates a query has.</summary>
    public int Columns { get; }

    /// <summary>Whether answers are distances, of which less is closer, or kernels.</summary>
    public bool IsDistance { get; }

    /// <summary>The noisy number of rows.</summary>
    public double Count { get; }

    /// <summary>The standard deviation of the noise of <see cref="Count"/>.</summary>
    public double CountDeviation { get; }

    /// <summary>An index as the ledger stores it.</summary>
    public static Codec<SimilarityIndex> Codec { get; } = new(
        (json, index) => ToJson(json, index), json => FromJson(json));

    private protected double Deviation { get; }

    /// <summary>Σ f(x, y) over all rows x, with noise.</summary>
    /// <param name="y">The query: any point.</param>
    /// <exception cref="ArgumentException">It has another number of coordinates.</exception>
    public double Query(ReadOnlySpan<double> y)
    {
        Check(y.Length == Columns);
        Span<double> one = stackalloc double[1];
        Answer(y, one);
        return one[0];
    }

    /// <summary>The same for many queries, on all processors.</summary>
    /// <param name="queries">[query, column].</param>
    /// <exception cref="ArgumentException">They have another number of coordinates.</exception>
    public double[] QueryBatch(double[,] queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        Check(queries.GetLength(1) == Columns);
        var answers = new double[queries.GetLength(0)];
        RowTable.Share(answers.Length, 64, (from, to) => Answer(RowTable.Cells(queries, Columns)[(from * Columns)..(to * Columns)], answers.AsSpan(from..to)));
        return answers;
    }

    /// <summary>The mean of f(x, y) over all rows: the query over the noisy number of rows, or null where that is below one or three standard deviations of its noise.</summary>
    /// <param name="y">The query.</param>
    public double? Average(ReadOnlySpan<double> y) => IsCounted ? Query(y) / Count : null;

    /// <summary>The standard deviation of the noise in the answer to a query, wherever it lies. Noise so small that integers hardly move has a smaller one.</summary>
    /// <param name="y">The query.</param>
    public double NoiseDeviation(ReadOnlySpan<double> y)
    {
        Check(y.Length == Columns);
        return Deviation * NoiseFactor(y);
    }

    /// <summary>Writes the index. <see cref="Read(Stream)"/> reads it.</summary>
    /// <param name="stream">Where to.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SimilarityFile.Write(stream, this);
    }

    /// <summary>Reads an index that <see cref="Write(Stream)"/> wrote.</summary>
    /// <param name="stream">Where from.</param>
    /// <exception cref="BadInputException">It is none, of another version, or damaged.</exception>
    public static SimilarityIndex Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SimilarityFile.Read(stream);
    }

    internal bool IsCounted => Count >= Math.Max(1, 3 * CountDeviation);

    internal static void ToJson(System.Text.Json.Utf8JsonWriter json, SimilarityIndex index, FeatureIndex? like = null)
    {
        using var stream = new MemoryStream();
        SimilarityFile.Write(stream, index, like);
        json.WriteBase64StringValue(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    internal static SimilarityIndex FromJson(System.Text.Json.JsonElement json, FeatureIndex? like = null) => SimilarityFile.Read(new MemoryStream(json.GetBytesFromBase64()), like);

    internal abstract void Write(SimilarityWriter writer);

    /// <summary>Answers for rows of queries.</summary>
    internal abstract void Answer(ReadOnlySpan<double> queries, Span<double> answers);

    /// <summary>The norm of what a query multiplies the noise by, in weights.</summary>
    private protected abstract double NoiseFactor(ReadOnlySpan<double> y);

    private void Check(bool fits)
    {
        if (!fits)
        {
            throw new ArgumentException($"A query has {Columns} coordinates.");
        }
    }
}
