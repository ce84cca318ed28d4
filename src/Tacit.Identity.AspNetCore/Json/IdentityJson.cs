using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Identity.AspNetCore.Json;

/// <summary>Identifiers in the JSON of requests and answers.</summary>
internal static class IdentityJson
{
    public static void Add(JsonSerializerOptions options, IServiceProvider services)
    {
        // Options are made before keys are needed, for example where only the document of an API is written.
        var door = new Lazy<IdentityDoor>(services.GetRequiredService<IdentityDoor>);
        options.Converters.Insert(0, new EntityIdJsonConverterFactory(door, services.GetRequiredService<IHttpContextAccessor>()));
        options.Converters.Insert(1, new BareKeyJsonConverter());
    }
}
