using System.Diagnostics;

namespace Tacit.Ledgers.Crash;

/// <summary>Where a spend can break off. The names ending in -ing are inside a transaction, before its commit.</summary>
internal enum Step
{
    Never,
    Reserving,
    Reserved,
    Touching,
    Touched,
    Drawn,
    Settling,
    Settled,
}

/// <summary>Ends this process as a crash does: no handler runs, nothing is flushed, nothing is closed.</summary>
internal static class Death
{
    public static void At(Step wanted, Step here)
    {
        if (wanted == here)
        {
            Now();
        }
    }

    public static void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}

/// <summary>The system's clock moved on. When armed, asking it the time is fatal: the protocol asks inside its transactions.</summary>
internal sealed class DeadlyClock(TimeSpan ahead) : TimeProvider
{
    public bool Armed { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        if (Armed)
        {
            Death.Now();
        }

        return System.GetUtcNow() + ahead;
    }
}
