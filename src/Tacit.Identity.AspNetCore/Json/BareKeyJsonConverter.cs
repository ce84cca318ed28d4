using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tacit.Identity.AspNetCore.Json;

/// <summary>A key without its kind neither leaves nor enters: outside it would show when it was made, and any number would do.</summary>
internal sealed class BareKeyJsonConverter : JsonConverter<Skid>
{
    public override Skid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException(EntityIdJsonText.NotOne);

    public override void Write(Utf8JsonWriter writer, Skid value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A Skid is a number of the inside, and is not written to an answer. Declare it as EntityId of its kind, which is written encrypted.");

    public override Skid ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Skid value, JsonSerializerOptions options) => Write(writer, value, options);
}
