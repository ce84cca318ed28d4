using System.Text.RegularExpressions;

namespace Tacit.Identity;

/// <summary>How an instance is leased in PostgreSQL.</summary>
public sealed partial record PostgresLeaseOptions
{
    private const long Tick = TimeSpan.TicksPerMillisecond * 250;

    /// <summary>How long a lease lasts without a renewal, and how far ahead of the clock ticks are reserved: 1 to 40 seconds, 10 unless given. As long keys are made without the server, and the next owner waits after a crash.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The table, with its schema or without.</summary>
    public string Table { get; init; } = "tacit_instance";

    /// <summary>Whether the table is made where it is missing.</summary>
    public bool CreateTable { get; init; } = true;

    /// <summary>What the owner is called in messages to others; the process and its machine unless given.</summary>
    public string? Owner { get; init; }

    /// <summary>The epoch of the generator.</summary>
    public byte Epoch { get; init; }

    /// <summary>The clock of the generator; the system's unless given.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // The table counts ticks from the first epoch on.
    internal long Offset => Epoch * (1L << 33);

    internal int TicksAhead => (int)(Lease.TotalMilliseconds / 250);

    // Whatever the clock shows: one that stands before all epochs is behind, and is told so by the server.
    internal long LocalTick()
    {
        var since = (Time.GetUtcNow() - Skid.None.CreatedAt()!.Value).Ticks;
        return since >= 0 ? since / Tick : ((since + 1) / Tick) - 1;
    }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lease, TimeSpan.FromSeconds(40));
        if (!Identifier().IsMatch(Table))
        {
            throw new ArgumentException($"'{Table}' is no name of a table. It has small letters, digits and _, and may stand behind a schema: ids.tacit_instance.");
        }
    }

    [GeneratedRegex(@"^([a-z_][a-z0-9_]{0,62}\.)?[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Identifier();
}
