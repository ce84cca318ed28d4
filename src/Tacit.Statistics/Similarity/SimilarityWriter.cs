using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tacit.Statistics;

/// <summary>Writes the numbers of an index.</summary>
internal sealed class SimilarityWriter(Stream stream, FeatureIndex? like = null)
{
    // Spans of bytes end at 2^31.
    private const int Stretch = 1 << 20;

    /// <summary>An index that is stored before this one: frequencies that are the same are left out.</summary>
    public FeatureIndex? Like => like;

    public void Begin(SimilarityKind kind, double count, double countDeviation, double deviation)
    {
        stream.Write(SimilarityFile.Mark);
        Integer(SimilarityFile.Version);
        Integer((int)kind);
        Number(count);
        Number(countDeviation);
        Number(deviation);
    }

    public void Integer(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public void Number(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public void Numbers(ReadOnlySpan<double> values)
    {
        Integer(values.Length);
        if (BitConverter.IsLittleEndian)
        {
            for (; values.Length > 0; values = values[Math.Min(Stretch, values.Length)..])
            {
                stream.Write(MemoryMarshal.AsBytes(values[..Math.Min(Stretch, values.Length)]));
            }

            return;
        }

        foreach (var value in values)
        {
            Number(value);
        }
    }
}
