using Microsoft.EntityFrameworkCore;

namespace Tacit.Identity.Web.Tests.Support;

/// <summary>A kind that is abstract, whose number those below it have.</summary>
internal abstract class Device : IEntityType
{
    public static byte EntityType => 22;

    public EntityId<Device> Id { get; private set; }
}

internal sealed class Pump : Device
{
    public List<Part> Parts { get; } = [];
}

internal sealed class Lamp : Device;

/// <summary>A row that a pump owns.</summary>
internal sealed class Part : IEntityType
{
    public static byte EntityType => 23;

    public EntityId<Part> Id { get; private set; }
}

/// <summary>Kinds below a kind, and rows that others own.</summary>
internal sealed class Stock(string connectionString, ISkidGenerator generator) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(connectionString).UseTacitIdentity(generator);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseTacitIdentity(typeof(Stock).Assembly);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Device>();
        modelBuilder.Entity<Lamp>();
        modelBuilder.Entity<Pump>().OwnsMany(p => p.Parts);
    }
}
