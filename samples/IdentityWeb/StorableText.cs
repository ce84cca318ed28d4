using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityWeb;

/// <summary>Text that PostgreSQL can keep: all but the character zero.</summary>
internal sealed class StorableText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text && text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("A text has the character zero, which cannot be kept.") : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
