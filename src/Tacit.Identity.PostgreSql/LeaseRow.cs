namespace Tacit.Identity.PostgreSql;

/// <summary>The row of an instance, and the server's clock. Without a row the owner is nobody.</summary>
internal readonly record struct LeaseRow(string Owner, DateTime Until, long Mark, long ServerTick);
