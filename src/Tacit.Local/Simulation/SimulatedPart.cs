namespace Tacit.Local;

/// <summary>The devices of some of the simulated users. Not thread-safe: each part has its own.</summary>
internal abstract class SimulatedPart
{
    /// <summary>Writes the report of a user in a round. Users come in ascending order, and all rounds of one before the next user.</summary>
    public abstract void Write(long user, int round, Span<byte> report);

    /// <summary>Adds what the part knows of the truth to what is known of all; one part at a time.</summary>
    public virtual void Finish()
    {
    }
}
