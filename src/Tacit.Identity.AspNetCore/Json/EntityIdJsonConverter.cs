using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Tacit.Identity.AspNetCore.Json;

/// <summary>A key as its encrypted form. Never a number.</summary>
internal sealed class EntityIdJsonConverter<TEntity>(Lazy<IdentityDoor> door, IHttpContextAccessor request) : JsonConverter<EntityId<TEntity>>
    where TEntity : IEntityType
{
    public override EntityId<TEntity> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Open(reader.GetString()) : throw new JsonException(EntityIdJsonText.NotOne);

    public override EntityId<TEntity> ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Open(reader.GetString());

    public override void Write(Utf8JsonWriter writer, EntityId<TEntity> value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[36];
        _ = door.Value.Close(value).TryFormat(text, out _, default, null);
        writer.WriteStringValue(text);
    }

    public override void WriteAsPropertyName(Utf8JsonWriter writer, EntityId<TEntity> value, JsonSerializerOptions options) => writer.WritePropertyName(door.Value.Close(value).ToString());

    private EntityId<TEntity> Open(string? text) => door.Value.TryOpen<TEntity>(text, request.HttpContext, out var id) ? id : throw new JsonException(EntityIdJsonText.NotOne);
}
