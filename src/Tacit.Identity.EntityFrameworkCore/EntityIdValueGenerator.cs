using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace Tacit.Identity;

/// <summary>Makes the key of a row when the row is added, not when it is saved: it is final, and rows that refer to it have it at once.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed class EntityIdValueGenerator<TEntity> : ValueGenerator<EntityId<TEntity>>
    where TEntity : IEntityType
{
    /// <inheritdoc/>
    public override bool GeneratesTemporaryValues => false;

    /// <summary>The next key, of the generator of the context.</summary>
    /// <param name="entry">The row.</param>
    /// <exception cref="InvalidOperationException">The context has no generator.</exception>
    public override EntityId<TEntity> Next(EntityEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return SkidGeneratorExtension.Of(entry.Context).Next<TEntity>();
    }
}
