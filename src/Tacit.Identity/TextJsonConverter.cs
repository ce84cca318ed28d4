using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tacit.Identity;

/// <summary>A value as a JSON string, also as the name of a property. Never as a number: readers of JavaScript lose digits from 2⁵³ on.</summary>
/// <typeparam name="T">A value that reads and writes its own text.</typeparam>
public abstract class TextJsonConverter<T> : JsonConverter<T>
    where T : struct, IUtf8SpanParsable<T>, IUtf8SpanFormattable
{
    private const int Longest = 64;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? ReadText(ref reader) : throw new JsonException("An identifier is a string.");

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadText(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[Longest];
        _ = value.TryFormat(text, out var written, default, null);
        writer.WriteStringValue(text[..written]);
    }

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[Longest];
        _ = value.TryFormat(text, out var written, default, null);
        writer.WritePropertyName(text[..written]);
    }

    private static T ReadText(ref Utf8JsonReader reader)
    {
        Span<byte> text = stackalloc byte[6 * Longest];
        if ((reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > text.Length)
        {
            throw new JsonException("This is no identifier.");
        }

        var length = reader.CopyString(text);
        return T.TryParse(text[..length], null, out var value) ? value : throw new JsonException("This is no identifier.");
    }
}
