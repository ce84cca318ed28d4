namespace Tacit.Identity;

/// <summary>The right to make keys as one instance of an application, up to a tick that is written down before keys of it are made.</summary>
/// <remarks>A new owner starts after that tick: so a process that was paused, or died, and its successor never meet.</remarks>
public interface IInstanceLease : IDisposable
{
    /// <summary>The application, 1 to 127.</summary>
    int AppId { get; }

    /// <summary>The instance, 0 to 63.</summary>
    int InstanceId { get; }

    /// <summary>The first tick that this owner may use.</summary>
    long FirstTick { get; }

    /// <summary>Reserves ticks up to one at least. Called once in a while, from one thread at a time.</summary>
    /// <param name="tick">The tick that keys are wanted of.</param>
    /// <returns>The last tick that is reserved.</returns>
    /// <exception cref="LeaseLostException">The right is lost: take another instance.</exception>
    long Reserve(long tick);
}
