using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tacit.Local;

/// <summary>Canonical documents (RFC 8785) of protocols: names in order, no white space, strings and integers only, and how they are read back.</summary>
internal static class ProtocolDocument
{
    /// <summary>The version of documents that this code reads and writes.</summary>
    public const int Version = FrequencyParameters.Version;

    private const int Longest = 1 << 21;

    /// <summary>Names with values that are JSON already, null where a name is left out; protocol and version are added.</summary>
    public static string Write(string protocol, params ReadOnlySpan<(string Name, string? Json)> members)
    {
        (string Name, string? Json)[] all = [.. members, ("protocol", Text(protocol)), ("version", Number(Version))];
        Array.Sort(all, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return "{" + string.Join(",", all.Where(m => m.Json is not null).Select(m => $"\"{m.Name}\":{m.Json}")) + "}";
    }

    /// <summary>A string of letters, digits and signs that need no escape.</summary>
    public static string Text(string plain) => $"\"{plain}\"";

    public static string Word(ulong word) => string.Create(CultureInfo.InvariantCulture, $"\"{word:x16}\"");

    /// <summary>A threshold that is left out where it is 0.</summary>
    public static string? WordUnlessZero(ulong word) => word == 0 ? null : Word(word);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string List(IEnumerable<string> items) => "[" + string.Join(",", items) + "]";

    /// <summary>The first 16 bytes of the SHA-256 of the document, as 32 hexadecimal digits.</summary>
    public static string Id(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)).AsSpan(0, 16));

    public static ulong ReadWord(JsonElement element) => ulong.Parse(element.GetString() ?? string.Empty, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>0 where the name is left out.</summary>
    public static ulong ReadWord(JsonElement root, string name) => root.TryGetProperty(name, out var element) ? ReadWord(element) : 0;

    /// <summary>Whether the reader of JSON said so: also of text with half of a surrogate pair, which is no Unicode.</summary>
    public static bool IsNoJson(Exception e) => e is JsonException or ArgumentException { InnerException: EncoderFallbackException };

    /// <summary>Reads a document whose protocol, made by <paramref name="make"/>, must write the same text again.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or what <paramref name="make"/> checks does not hold.</exception>
    public static T Read<T>(string document, Func<JsonElement, T> make)
        where T : IReportProtocol => Read(document, make, p => p.Document, "a document of parameters");

    /// <summary>The same for whatever has a document; <paramref name="what"/> it should be is said where it is not.</summary>
    public static T Read<T>(string document, Func<JsonElement, T> make, Func<T, string> write, string what)
    {
        ArgumentNullException.ThrowIfNull(document);
        BadInputException Bad(string why) => new($"This is not {what} that can be used: {why}. Fetch it again from who published it.");
        if (document.Length > Longest)
        {
            throw Bad("it is longer than any of this version");
        }

        T read;
        try
        {
            using var json = JsonDocument.Parse(document);
            var root = json.RootElement;
            if (root.GetProperty("version").GetInt32() is var version && version != Version)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"its version is {version} and this program reads version {Version}"));
            }

            read = make(root);
        }
        catch (Exception e) when (IsNoJson(e) || e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Bad("a name is missing or has a value of another kind");
        }

        // One text for one meaning: its hash is the identity of the collection.
        return write(read) == document ? read : throw Bad("it is not written in the canonical form, or says something that this version does not know");
    }
}
