using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Tacit.Local;

/// <summary>One upload: a head of 48 bytes, reports of one collection and epoch one after another, and a token of the app's own. No identity of a user, no clock, nothing by report.</summary>
/// <remarks>
/// Little-endian: u8 version = 1, u8 0, u16 length of the token, u32 epoch, u32 count, u32 bytes of a report, 16 bytes collection, 16 bytes random nonce; count × bytes
/// of reports; the token. The nonce makes equal uploads of two devices differ; a retry sends the very same bytes, so the collector knows it by its hash.
/// </remarks>
public sealed class Envelope
{
    /// <summary>Bytes before the reports.</summary>
    public const int HeadBytes = 48;

    /// <summary>Bytes of an upload at most.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Bytes of a collection's identity.</summary>
    public const int CollectionBytes = 16;

    /// <summary>Bytes of the identity of an upload.</summary>
    public const int BatchBytes = 16;

    private const byte Format = 1;
    internal const int NonceBytes = 16;

    private Envelope(string collection, uint epoch, int count, int stride, ReadOnlyMemory<byte> reports, ReadOnlyMemory<byte> token, UInt128 batch) =>
        (Collection, Epoch, Count, ReportSize, Reports, Token, Batch) = (collection, epoch, count, stride, reports, token, batch);

    /// <summary>Identity of the collection: 32 hexadecimal digits.</summary>
    public string Collection { get; }

    /// <summary>The epoch that the reports belong to.</summary>
    public uint Epoch { get; }

    /// <summary>Number of reports.</summary>
    public int Count { get; }

    /// <summary>Bytes of each report.</summary>
    public int ReportSize { get; }

    /// <summary>Bytes of the whole upload.</summary>
    public int Length => HeadBytes + Reports.Length + Token.Length;

    /// <summary>The reports.</summary>
    public ReadOnlyMemory<byte> Reports { get; }

    /// <summary>What the app adds to prove that it may report; empty where nothing is asked for.</summary>
    public ReadOnlyMemory<byte> Token { get; }

    /// <summary>Identity of the upload: the first 16 bytes of the SHA-256 of all its bytes, as one big-endian number.</summary>
    public UInt128 Batch { get; }

    /// <summary><see cref="Batch"/> as it is answered: 32 hexadecimal digits.</summary>
    public string BatchText => Batch.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Packs reports of a collection. The result is sent as it is, and sent again as it is if no answer came.</summary>
    /// <param name="collection">What the reports were made for.</param>
    /// <param name="epoch">The epoch that they belong to.</param>
    /// <param name="reports">One or more reports, one after another.</param>
    /// <param name="token">What the app adds, at most 65,535 bytes.</param>
    /// <param name="nonce">16 bytes that nobody else has, where the upload must be packed again to the same bytes: a keyed hash of the report, as <see cref="IReportOutbox.Pack"/> takes. Fresh ones unless given.</param>
    /// <exception cref="BadInputException">There are no whole reports, or too many for one upload.</exception>
    public static byte[] Pack(Collection collection, uint epoch, ReadOnlySpan<byte> reports, ReadOnlySpan<byte> token = default, ReadOnlySpan<byte> nonce = default)
    {
        ArgumentNullException.ThrowIfNull(collection);
        var stride = collection.Protocol.ReportSize;
        if (reports.IsEmpty || reports.Length % stride != 0 || token.Length > ushort.MaxValue || HeadBytes + reports.Length + token.Length > MostBytes)
        {
            throw new BadInputException($"An upload holds at least one report of {stride} bytes, no part of one, and has at most {MostBytes} bytes in all with a token of at most {ushort.MaxValue}. Send several.");
        }

        var bytes = new byte[HeadBytes + reports.Length + token.Length];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)token.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), epoch);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), reports.Length / stride);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), stride);
        Convert.FromHexString(collection.Id).CopyTo(bytes.AsSpan(16));
        if (nonce.IsEmpty)
        {
            RandomNumberGenerator.Fill(bytes.AsSpan(16 + CollectionBytes, NonceBytes));
        }
        else if (nonce.Length == NonceBytes)
        {
            nonce.CopyTo(bytes.AsSpan(16 + CollectionBytes));
        }
        else
        {
            throw new BadInputException($"The nonce of an upload has {NonceBytes} bytes.");
        }

        reports.CopyTo(bytes.AsSpan(HeadBytes));
        token.CopyTo(bytes.AsSpan(HeadBytes + reports.Length));
        return bytes;
    }

    /// <summary>Reads an upload. What the reports hold is checked where they are counted.</summary>
    /// <param name="bytes">All bytes of one upload; they must not change while the envelope is used.</param>
    /// <exception cref="BadInputException">It is malformed, too long, or of another version.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> bytes)
    {
        var head = bytes.Span;
        if (head.Length is < HeadBytes or > MostBytes)
        {
            throw Malformed($"it has {head.Length} bytes, and an upload has {HeadBytes} to {MostBytes}");
        }

        if (head[0] != Format || head[1] != 0)
        {
            throw Malformed($"its version is {head[0]}.{head[1]}, and this collector reads version {Format}.0");
        }

        var token = BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
        var (count, stride) = (BinaryPrimitives.ReadUInt32LittleEndian(head[8..]), BinaryPrimitives.ReadUInt32LittleEndian(head[12..]));
        if (count == 0 || stride == 0 || ((ulong)count * stride) + token + HeadBytes != (ulong)head.Length)
        {
            throw Malformed($"its head announces {count} reports of {stride} bytes and a token of {token}, and it has {head.Length} bytes in all");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(head, hash);
        var length = (int)(count * stride);
        return new(
            Convert.ToHexStringLower(head.Slice(16, CollectionBytes)),
            BinaryPrimitives.ReadUInt32LittleEndian(head[4..]),
            (int)count,
            (int)stride,
            bytes.Slice(HeadBytes, length),
            bytes[(HeadBytes + length)..],
            BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>The identity of the collection that the bytes of an upload name.</summary>
    /// <exception cref="BadInputException">They are shorter than the head of an upload.</exception>
    public static string CollectionOf(ReadOnlySpan<byte> upload) => upload.Length >= HeadBytes
        ? Convert.ToHexStringLower(upload.Slice(16, CollectionBytes))
        : throw Malformed($"it has {upload.Length} bytes, and an upload has {HeadBytes} to {MostBytes}");

    private static BadInputException Malformed(string what) => new($"The upload is malformed: {what}. Nothing of it was counted; send it again as it was packed.");
}
