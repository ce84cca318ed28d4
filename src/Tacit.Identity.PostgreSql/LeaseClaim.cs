namespace Tacit.Identity.PostgreSql;

/// <summary>An instance that was claimed: ticks, counted from the first epoch on, that its owner may begin with and has reserved.</summary>
internal sealed record LeaseClaim(int AppId, int InstanceId, string Owner, long First, long Mark);
