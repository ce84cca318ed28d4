using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tacit.Identity;

/// <summary>A key of one kind as a number of 64 bits, which is <c>bigint</c> in a database: the order of the column is that of keys.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public sealed class EntityIdConverter<TEntity> : ValueConverter<EntityId<TEntity>, long>
    where TEntity : IEntityType
{
    /// <summary>Made by the model.</summary>
    public EntityIdConverter()
        : base(id => id.Skid.Value, value => new EntityId<TEntity>(new Skid(value)))
    {
    }
}
