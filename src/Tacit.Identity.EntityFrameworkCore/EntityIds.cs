using System.Reflection;

namespace Tacit.Identity;

/// <summary>The kinds of a program, found by reflection.</summary>
internal static class EntityIds
{
    /// <summary>The kind of an <see cref="EntityId{TEntity}"/>, or null where a type is none.</summary>
    public static Type? KindOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EntityId<>) ? type.GetGenericArguments()[0] : null;

    public static IReadOnlyList<Type> KindsIn(IReadOnlyList<Assembly> assemblies)
    {
        var kinds = assemblies.Distinct().SelectMany(a => a.GetTypes()).Where(IsKind).ToList();
        foreach (var same in kinds.GroupBy(NumberOf))
        {
            if (same.Key is 0 or 255)
            {
                throw new InvalidOperationException($"{same.First().FullName} has the number {same.Key}, which is reserved. Kinds have numbers from 1 to 254.");
            }

            if (same.Count() > 1)
            {
                throw new InvalidOperationException($"{string.Join(" and ", same.Select(t => t.FullName))} have the same number, {same.Key}: an identifier of one would open as the other. Give each its own.");
            }
        }

        return kinds;
    }

    // A type below a kind has its number, and is of that kind; where it says another, it is one of its own. An abstract kind is one as well.
    private static bool IsKind(Type type) => type is { IsInterface: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IEntityType))
        && !(type.BaseType is { } above && above.IsAssignableTo(typeof(IEntityType)) && NumberOf(above) == NumberOf(type));

    private static byte NumberOf(Type kind) => (byte)typeof(EntityIds).GetMethod(nameof(Number), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(kind).Invoke(null, null)!;

    private static byte Number<TEntity>()
        where TEntity : IEntityType => TEntity.EntityType;
}
