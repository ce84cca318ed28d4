using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Tacit.Identity.AspNetCore.Json;

/// <summary>Converters of <see cref="EntityId{TEntity}"/> of every kind.</summary>
internal sealed class EntityIdJsonConverterFactory(Lazy<IdentityDoor> door, IHttpContextAccessor request) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Nullable.GetUnderlyingType(typeToConvert) is null && EntityIds.KindOf(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(EntityIdJsonConverter<>).MakeGenericType(EntityIds.KindOf(typeToConvert)!), door, request)!;
}
