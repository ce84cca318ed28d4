using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tacit.Identity.AspNetCore;
using Tacit.Identity.AspNetCore.Binding;

namespace Tacit.Identity;

/// <summary>An identifier from outside, opened: a parameter of a minimal API, of the route or the query. The handler runs only if it is genuine and of this kind; otherwise the answer is 404.</summary>
/// <remarks>Not <see cref="EntityId{TEntity}"/> itself, which is a number inside: nothing that reads numbers may take one from outside.</remarks>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed class PublicId<TEntity> : IBindableFromHttpContext<PublicId<TEntity>>, IEndpointParameterMetadataProvider, IParsable<PublicId<TEntity>>
    where TEntity : IEntityType
{
    private readonly EntityId<TEntity>? _id;

    private PublicId(EntityId<TEntity>? id) => _id = id;

    /// <summary>The key.</summary>
    /// <exception cref="InvalidOperationException">It was not opened, and the endpoint ran all the same.</exception>
    public EntityId<TEntity> Id => _id ?? throw new InvalidOperationException("This identifier is not genuine, and the endpoint has lost the filter that answers so.");

    /// <summary>The key.</summary>
    /// <param name="id">An identifier from outside.</param>
    public static implicit operator EntityId<TEntity>(PublicId<TEntity> id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Id;
    }

    /// <summary>The key.</summary>
    public EntityId<TEntity> ToEntityId() => Id;

    // Opens what the route or the query has by the name of the parameter.
    static ValueTask<PublicId<TEntity>?> IBindableFromHttpContext<PublicId<TEntity>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.GetRouteValue(parameter.Name!) as string ?? (context.Request.Query.TryGetValue(parameter.Name!, out var values) ? values.ToString() : null);
        if (text is null)
        {
            return ValueTask.FromResult<PublicId<TEntity>?>(null);
        }

        if (context.RequestServices.GetRequiredService<IdentityDoor>().TryOpen<TEntity>(text, context, out var id))
        {
            return ValueTask.FromResult<PublicId<TEntity>?>(new(id));
        }

        UnknownId.Found(context);
        return ValueTask.FromResult<PublicId<TEntity>?>(new(null));
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        UnknownId.Answer(builder);
        builder.Metadata.Add(TakenId.Of(parameter, typeof(TEntity)));
    }

    // The analyzer of routes wants parameters that can be parsed, though this one binds itself. A text alone is never enough: it takes keys.
    static PublicId<TEntity> IParsable<PublicId<TEntity>>.Parse(string s, IFormatProvider? provider) => throw new FormatException("An identifier is opened with the keys of an application, not read.");

    static bool IParsable<PublicId<TEntity>>.TryParse(string? s, IFormatProvider? provider, out PublicId<TEntity> result)
    {
        result = null!;
        return false;
    }
}
