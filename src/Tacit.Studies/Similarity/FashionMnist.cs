using System.Buffers.Binary;
using System.IO.Compression;

namespace Tacit.Studies.Similarity;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 28 × 28 grey images of ten kinds of clothing, as they are packaged by Debian.</summary>
internal static class FashionMnist
{
    private const string Variable = "TACIT_FASHION_MNIST";

    /// <summary>Images as means of 4 × 4 cells of the image with a margin of two: 64 numbers in [0, 1]; and their kinds.</summary>
    /// <param name="isTest">The 10,000 images of the test set, or the 60,000 others.</param>
    public static (double[,] Cells, int[] Kinds) Read(bool isTest)
    {
        var name = isTest ? "t10k" : "train";
        var (pixels, count) = Open($"{name}-images-idx3-ubyte.gz", 2051, 16);
        var (kinds, labels) = Open($"{name}-labels-idx1-ubyte.gz", 2049, 8);
        if (labels != count || pixels.Length != 16 + (784L * count) || kinds.Length != 8 + count)
        {
            throw new BadInputException($"The files {name}-* of Fashion-MNIST do not fit each other. Install them again: apt-get install --reinstall dataset-fashion-mnist.");
        }

        var cells = new double[count, 64];
        for (var i = 0; i < count; i++)
        {
            for (var p = 0; p < 784; p++)
            {
                cells[i, (((p / 28) + 2) / 4 * 8) + (((p % 28) + 2) / 4)] += pixels[16 + (784 * i) + p] / (255.0 * 16);
            }
        }

        return (cells, [.. kinds.AsSpan(8).ToArray().Select(k => (int)k)]);
    }

    private static (byte[] Bytes, int Count) Open(string name, int mark, int header)
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? "/usr/share/datasets/fashion-mnist";
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new BadInputException($"This study reads Fashion-MNIST, and {path} is not there. Install it (apt-get install dataset-fashion-mnist), or name the folder of its four .gz files in {Variable}. At smoke scale no images are read.");
        }

        using var zip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        zip.CopyTo(memory);
        var bytes = memory.ToArray();
        return bytes.Length >= header && BinaryPrimitives.ReadInt32BigEndian(bytes) == mark
            ? (bytes, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)))
            : throw new BadInputException($"{path} is not a file of Fashion-MNIST. Install it again: apt-get install --reinstall dataset-fashion-mnist.");
    }
}
