namespace Tacit.Statistics;

/// <summary>The file of an index: a mark, a version, the kind, and little-endian numbers.</summary>
internal static class SimilarityFile
{
    public const int Version = 1;

    public static ReadOnlySpan<byte> Mark => "TACITSIM"u8;

    public static void Write(Stream stream, SimilarityIndex index, FeatureIndex? like = null) => index.Write(new SimilarityWriter(stream, like));

    public static SimilarityIndex Read(Stream stream, FeatureIndex? like = null)
    {
        var reader = new SimilarityReader(stream, like);
        var (kind, head) = reader.Begin();
        return kind switch
        {
            SimilarityKind.Trees => TreeIndex.Read(reader, head),
            SimilarityKind.Squared => SquaredIndex.Read(reader, head),
            _ => FeatureIndex.Read(reader, head),
        };
    }
}
