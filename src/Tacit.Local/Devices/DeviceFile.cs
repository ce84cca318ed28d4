using System.Security.Cryptography;
using System.Text;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The bytes of a device's ledger: format number, installation, ceiling, entries, and an HMAC-SHA256 over all of it. A file that lost or changed a byte is none.</summary>
internal static class DeviceFile
{
    private const uint Format = 1;
    private const int LongestNumber = 4096;
    private static readonly byte[] Magic = "tacit device"u8.ToArray();

    public static byte[] Encode(byte[] macKey, byte[] installation, Rational ceiling, IReadOnlyCollection<DeviceEntry> entries)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(installation);
        writer.Write(ceiling.ToString());
        writer.Write(entries.Count);
        foreach (var entry in entries)
        {
            writer.Write(Convert.FromHexString(entry.Name));
            writer.Write(entry.Paid.ToString());
            writer.Write(entry.Epoch);
            writer.Write(entry.Sealed.Length);
            writer.Write(entry.Sealed);
        }

        writer.Flush();
        var content = stream.ToArray();
        return [.. content, .. HMACSHA256.HashData(macKey, content)];
    }

    /// <exception cref="BadInputException">The bytes are not a ledger of this key and this installation, as it was written.</exception>
    public static (Rational Ceiling, List<DeviceEntry> Entries) Decode(byte[] macKey, byte[] installation, byte[] bytes, string path)
    {
        var length = bytes.Length - HMACSHA256.HashSizeInBytes;
        if (length < Magic.Length || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(macKey, bytes.AsSpan(0, length)), bytes.AsSpan(length)))
        {
            throw Bad(path, "it was changed, cut off, or made with another key");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length), Encoding.UTF8);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic) || reader.ReadUInt32() != Format)
            {
                throw Bad(path, $"it is not of format {Format}, which this program reads");
            }

            if (!reader.ReadBytes(installation.Length).AsSpan().SequenceEqual(installation))
            {
                throw Bad(path, "it belongs to another installation and was copied here");
            }

            var ceiling = Number(reader);
            var entries = new List<DeviceEntry>();
            for (var rest = reader.ReadInt32(); rest > 0; rest--)
            {
                entries.Add(new(Convert.ToHexStringLower(reader.ReadBytes(HMACSHA256.HashSizeInBytes)), Number(reader), reader.ReadUInt32(), reader.ReadBytes(reader.ReadInt32())));
            }

            return reader.BaseStream.Position == length ? (ceiling, entries) : throw Bad(path, "something follows its last entry");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw Bad(path, "an entry cannot be read");
        }
    }

    private static Rational Number(BinaryReader reader) => reader.ReadString() is { Length: <= LongestNumber } text ? Rational.Parse(text) : throw new FormatException();

    private static BadInputException Bad(string path, string why) =>
        new($"The device ledger '{path}' cannot be used: {why}. Nothing is drawn again in its place, because that would cost everybody in it another ε. Restore the very last copy of it, or begin as a new installation.");
}
