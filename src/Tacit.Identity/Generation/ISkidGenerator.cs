namespace Tacit.Identity;

/// <summary>Makes keys that never repeat within their kind and always grow.</summary>
public interface ISkidGenerator
{
    /// <summary>The next key of a kind.</summary>
    /// <param name="entityType">The number of the kind, 1 to 254.</param>
    /// <param name="token">Cancels waiting for the next tick.</param>
    /// <exception cref="ClockRegressionException">The clock went back by five seconds or more.</exception>
    /// <exception cref="LeaseLostException">The instance has another owner.</exception>
    Skid Next(byte entityType, CancellationToken token = default);

    /// <summary>The next key of a kind.</summary>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="token">Cancels waiting for the next tick.</param>
    EntityId<TEntity> Next<TEntity>(CancellationToken token = default)
        where TEntity : IEntityType => new(Next(TEntity.EntityType, token));
}
