using Microsoft.EntityFrameworkCore;

namespace Tacit.Identity.Web.Tests.Support;

internal sealed class Bed : IEntityType
{
    public static byte EntityType => 20;

    public EntityId<Bed> Id { get; set; }

    public EntityId<Nurse>? NurseId { get; set; }

    public Nurse? Nurse { get; set; }

    public Skid Origin { get; set; }
}

internal sealed class Nurse : IEntityType
{
    public static byte EntityType => 21;

    public EntityId<Nurse> Id { get; private set; }

    public List<Bed> Beds { get; } = [];
}

/// <summary>A row that has the key of another one.</summary>
internal sealed class BedSheet
{
    public EntityId<Bed> BedId { get; set; }

    public string Colour { get; set; } = string.Empty;
}

/// <summary>A context that names its generator, or not, and remembers the statements that it sends.</summary>
internal sealed class Ward(string connectionString, ISkidGenerator? generator = null) : DbContext
{
    public DbSet<Bed> Beds => Set<Bed>();

    public DbSet<Nurse> Nurses => Set<Nurse>();

    public DbSet<BedSheet> Sheets => Set<BedSheet>();

    public List<string> Sent { get; } = [];

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        optionsBuilder.UseNpgsql(connectionString).LogTo(Sent.Add, [Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuted]);
        if (generator is not null)
        {
            optionsBuilder.UseTacitIdentity(generator);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseTacitIdentity(typeof(Ward).Assembly);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BedSheet>().HasKey(s => s.BedId);
        modelBuilder.Entity<BedSheet>().HasOne<Bed>().WithOne().HasForeignKey<BedSheet>(s => s.BedId);
    }
}
