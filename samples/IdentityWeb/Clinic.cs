using Microsoft.EntityFrameworkCore;
using Tacit.Identity;

namespace IdentityWeb;

// docs: entity-framework
internal sealed class Patient : IEntityType
{
    public static byte EntityType => 4;
    public EntityId<Patient> Id { get; private set; }                                         // bigint, made when it is added
    public required string Name { get; init; }
}

internal sealed class Clinic(DbContextOptions<Clinic> options) : DbContext(options)
{
    public DbSet<Patient> Patients => Set<Patient>();
    public DbSet<Visit> Visits => Set<Visit>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) => configuration.UseTacitIdentity(typeof(Clinic).Assembly);
}

// end
internal sealed class Visit : IEntityType
{
    public static byte EntityType => 5;

    public EntityId<Visit> Id { get; private set; }

    public required EntityId<Patient> PatientId { get; init; }

    public required string Reason { get; init; }
}

internal sealed record NewPatient(string Name);

internal sealed record NewVisit(string Reason);

/// <summary>A patient moves visits to another one: identifiers in a body are opened as well.</summary>
internal sealed record Referral(EntityId<Patient> Patient, string Reason);
