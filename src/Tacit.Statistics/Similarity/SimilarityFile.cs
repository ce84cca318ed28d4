namespace Tacit.Statistics;

/// <summary>The file of an index: a mark, a version, the kind, and little-endian numbers.</summary>
internal static class SimilarityFile
{
    public const int Version = 1;

    public static ReadOnlySpan<byte> Mark => "TACITSIM"u8;

    public static void Write(Stream stream, SimilarityIndex index) => index.Write(new SimilarityWriter(stream));

    public static SimilarityIndex Read(Stream stream)
    {
        var reader = new SimilarityReader(stream);
        var (kind, head) = reader.Begin();
        return kind switch
        {
            SimilarityKind.Trees => TreeIndex.Read(reader, head),
            SimilarityKind.Squared => SquaredIndex.Read(reader, head),
            _ => FeatureIndex.Read(reader, head),
        };
    }
}
