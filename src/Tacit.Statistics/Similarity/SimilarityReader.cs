using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tacit.Statistics;

/// <summary>Reads the numbers of an index; every one is finite.</summary>
internal sealed class SimilarityReader(Stream stream, FeatureIndex? like = null)
{
    // So much is taken on a file's word before it is there.
    private const int Stretch = 1 << 16;

    /// <summary>An index that was read before this one: frequencies that are left out are its.</summary>
    public FeatureIndex? Like => like;

    public (SimilarityKind Kind, (double Count, double CountDeviation, double Deviation) Head) Begin()
    {
        Span<byte> mark = stackalloc byte[8];
        Fill(mark);
        Require(mark.SequenceEqual(SimilarityFile.Mark), "its first bytes");
        var version = Integer(0, int.MaxValue);
        if (version != SimilarityFile.Version)
        {
            throw new BadInputException($"This similarity index has format {version}; format {SimilarityFile.Version} is read. Read it with the version of Tacit that wrote it.");
        }

        var kind = (SimilarityKind)Integer((int)SimilarityKind.Trees, (int)SimilarityKind.Features);
        var head = (Number(), Number(), Number());
        Require(head.Item2 >= 0 && head.Item3 >= 0, "its noise");
        return (kind, head);
    }

    public int Integer(int least, int most)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        var value = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        Require(value >= least && value <= most, "a number");
        return value;
    }

    public double Number()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        var value = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        Require(double.IsFinite(value), "a number");
        return value;
    }

    public double[] Numbers()
    {
        var length = Integer(0, Array.MaxLength);
        var values = new double[Math.Min(length, Stretch)];
        for (var read = 0; read < length;)
        {
            if (read == values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(length, 2L * values.Length));
            }

            var some = values.AsSpan(read, Math.Min(values.Length - read, 1 << 20));
            Fill(MemoryMarshal.AsBytes(some));
            foreach (ref var value in some)
            {
                value = BitConverter.IsLittleEndian ? value : BitConverter.Int64BitsToDouble(BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(value)));
                Require(double.IsFinite(value), "a number");
            }

            read += some.Length;
        }

        return values;
    }

    public static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new BadInputException($"This is no similarity index of Tacit, or it is damaged: {what} cannot be.");
        }
    }

    private void Fill(Span<byte> bytes)
    {
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Require(read == bytes.Length, "its end");
    }
}
