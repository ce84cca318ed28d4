namespace Tacit.Data;

/// <summary>Names of time zones.</summary>
internal static class Zones
{
    // The engine's own list, which does not change while a program runs.
    private static readonly Lazy<HashSet<string>> OfEngine = new(Names, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Refuses a zone that neither the engine nor this machine knows. A database may have fewer than both: it is asked when a column with the zone is opened.</summary>
    /// <exception cref="BadInputException">There is no such zone.</exception>
    public static void Check(string zone)
    {
        Declaration.CheckText(zone, "The time zone");
        if (zone != ColumnFacts.Utc && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) && !OfEngine.Value.Contains(zone))
        {
            throw new BadInputException($"There is no time zone '{zone}'. Name it as Europe/Berlin or UTC.");
        }
    }

    private static HashSet<string> Names()
    {
        using var engine = Engine.Start(64 << 20, null);
        return [.. engine.Texts("SELECT name FROM pg_timezone_names()")];
    }
}
