using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Tacit.Identity.AspNetCore.Binding;

/// <summary>What a request carries that had an identifier which does not open: whichever way, it is answered as a thing that is not there.</summary>
internal sealed class UnknownId
{
    private readonly Endpoint? _endpoint;

    private UnknownId(Endpoint? endpoint) => _endpoint = endpoint;

    public static void Found(HttpContext context) => context.Features.Set(new UnknownId(context.GetEndpoint()));

    /// <summary>Whether it was found on the way to the present endpoint, and not before a page of errors was chosen instead.</summary>
    public static bool IsIn(HttpContext context) => context.Features.Get<UnknownId>() is { } found && found._endpoint == context.GetEndpoint();

    /// <summary>Has a minimal endpoint answer 404 before its handler and its other filters run.</summary>
    public static void Answer(EndpointBuilder builder)
    {
        if (!builder.Metadata.Contains(Answered.One))
        {
            builder.Metadata.Add(Answered.One);
            builder.FilterFactories.Insert(0, static (_, next) => invocation => IsIn(invocation.HttpContext) ? ValueTask.FromResult<object?>(TypedResults.NotFound()) : next(invocation));
        }
    }

    private sealed class Answered : IProducesResponseTypeMetadata
    {
        public static readonly Answered One = new();

        public Type Type => typeof(void);

        public int StatusCode => StatusCodes.Status404NotFound;

        public IEnumerable<string> ContentTypes => [];
    }
}
