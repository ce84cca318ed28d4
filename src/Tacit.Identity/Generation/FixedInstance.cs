namespace Tacit.Identity;

/// <summary>An instance that somebody else makes sure has one owner at a time, who waits after a crash: nothing is written down.</summary>
public sealed class FixedInstance : IInstanceLease
{
    /// <summary>An instance.</summary>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <param name="instanceId">The instance, 0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number does not fit.</exception>
    public FixedInstance(int appId, int instanceId)
    {
        Check(appId, instanceId);
        (AppId, InstanceId) = (appId, instanceId);
    }

    /// <inheritdoc/>
    public int AppId { get; }

    /// <inheritdoc/>
    public int InstanceId { get; }

    /// <inheritdoc/>
    public long FirstTick => 0;

    /// <inheritdoc/>
    public long Reserve(long tick) => long.MaxValue;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    internal static void Check(int appId, int instanceId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(appId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(appId, Skid.MostApp);
        ArgumentOutOfRangeException.ThrowIfNegative(instanceId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instanceId, Skid.MostInstance);
    }
}
