using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>The constraint <c>{id:publicid}</c>: 36 characters of the wire form, whether genuine or not. A link that is made from a key has its encrypted form.</summary>
internal sealed class PublicIdRoute(IServiceProvider services) : IRouteConstraint, IOutboundParameterTransformer
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value switch
        {
            PublicId => true,
            string text => PublicId.TryParse(text, null, out _),
            not null => EntityIds.KindOf(value.GetType()) is not null,
            null => false,
        };

    public string? TransformOutbound(object? value) => value switch
    {
        null => null,
        string text => text,
        PublicId id => id.ToString(),
        _ => EntityIds.Close(value, services.GetRequiredService<IdentityDoor>()).ToString(),
    };
}
