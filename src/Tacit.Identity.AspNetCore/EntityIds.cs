using System.Collections.Concurrent;
using System.Reflection;

namespace Tacit.Identity.AspNetCore;

/// <summary>Keys whose kind is known when the program runs.</summary>
internal static class EntityIds
{
    private static readonly ConcurrentDictionary<Type, Func<object, IdentityDoor, PublicId>> Closers = new();

    /// <summary>The kind of an <see cref="EntityId{TEntity}"/>, also one that may be missing, or null where a type is none.</summary>
    public static Type? KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EntityId<>) ? type.GetGenericArguments()[0] : null;
    }

    /// <summary>Whether a route has a parameter, with or without a constraint.</summary>
    public static bool IsNamed(string route, string parameter) => ":}?=".Any(end => route.Contains($"{{{parameter}{end}", StringComparison.OrdinalIgnoreCase));

    public static PublicId Close(object id, IdentityDoor door) => Closers.GetOrAdd(id.GetType(), static type =>
        typeof(EntityIds).GetMethod(nameof(CloseOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(KindOf(type) ?? throw new InvalidOperationException($"A link is made from a key or its wire form, not from {type.Name}."))
            .CreateDelegate<Func<object, IdentityDoor, PublicId>>())(id, door);

    private static PublicId CloseOf<TEntity>(object id, IdentityDoor door)
        where TEntity : IEntityType => door.Close((EntityId<TEntity>)id);
}
