using Microsoft.EntityFrameworkCore;
using Npgsql;
using Tacit.Identity;

namespace IdentityWeb;

/// <summary>The clinic as a web application.</summary>
public static class ClinicApp
{
    /// <summary>The most visits of a page.</summary>
    public const int Page = 100;

    /// <summary>Builds it: <c>ConnectionStrings:Clinic</c> is its database, <c>Ring</c> the file of its keys.</summary>
    /// <param name="args">The command line.</param>
    public static WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var ring = builder.Configuration["Ring"] ?? "identity-ring.json";
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("Clinic")!));

        // docs: services
        builder.Services.AddDbContext<Clinic>((services, o) => o.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddOpenApi(o => o.AddTacitIdentity());
        builder.Services.AddTacitIdentity(o =>
        {
            o.KeysFromFile(ring);
            o.Instance = async (services, token) => await PostgresInstanceLease.AcquireAnyAsync(services.GetRequiredService<NpgsqlDataSource>(), appId: 1, token: token);
        });

        // end
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            // What a body lacks is its fault, not the database's.
            (o.SerializerOptions.RespectNullableAnnotations, o.SerializerOptions.RespectRequiredConstructorParameters) = (true, true);
            o.SerializerOptions.Converters.Add(new StorableText());
        });
        var app = builder.Build();
        app.MapOpenApi();
        Map(app);
        return app;
    }

    private static void Map(WebApplication app)
    {
        // docs: endpoints
        app.MapGet("/patients/{id:publicid}", async (PublicId<Patient> id, Clinic clinic) =>
            await clinic.Patients.FindAsync(id.Id) is { } patient ? Results.Ok(patient) : Results.NotFound()).WithName("patient");

        app.MapPost("/patients", async (NewPatient given, Clinic clinic) =>
        {
            var patient = clinic.Add(new Patient { Name = given.Name }).Entity;               // it has its key
            await clinic.SaveChangesAsync();
            return Results.CreatedAtRoute("patient", new { patient.Id }, patient);            // encrypted, in the link and in the body
        });

        // end
        app.MapPost("/patients/{id:publicid}/visits", async (PublicId<Patient> id, NewVisit given, Clinic clinic) =>
            await clinic.Patients.AnyAsync(p => p.Id == id.Id) ? Results.Ok(await AddVisitAsync(clinic, id, given.Reason)) : Results.NotFound());

        app.MapPost("/referrals", async (Referral given, Clinic clinic) =>
            await clinic.Patients.AnyAsync(p => p.Id == given.Patient) ? Results.Ok(await AddVisitAsync(clinic, given.Patient, given.Reason)) : Results.NotFound());

        app.MapGet("/visits/{id:publicid}", async (PublicId<Visit> id, Clinic clinic) =>
            await clinic.Visits.FindAsync(id.Id) is { } visit ? Results.Ok(visit) : Results.NotFound());

        // docs: range
        app.MapGet("/visits", async (DateTimeOffset? from, DateTimeOffset? until, PublicId<Visit>? after, Clinic clinic) =>
        {
            var first = new EntityId<Visit>(Bound(from ?? DateTimeOffset.MinValue));
            var end = new EntityId<Visit>(Bound(until ?? DateTimeOffset.MaxValue));
            var last = after?.Id ?? new EntityId<Visit>(Skid.None);                           // pages begin at long.MinValue
            return await clinic.Visits.Where(v => v.Id >= first && v.Id < end && v.Id > last).OrderBy(v => v.Id).Take(Page).ToListAsync();
        });

        // A time before or after all keys of the epoch is asked for as well.
        static Skid Bound(DateTimeOffset time) =>
            time < Skid.None.CreatedAt() ? Skid.None : time < Skid.None.CreatedAt(epoch: 1) ? Skid.LowerBound(time) : new Skid(long.MaxValue);

        // end
    }

    private static async Task<Visit> AddVisitAsync(Clinic clinic, EntityId<Patient> patient, string reason)
    {
        var visit = clinic.Add(new Visit { PatientId = patient, Reason = reason }).Entity;
        await clinic.SaveChangesAsync();
        return visit;
    }

    /// <summary>Makes the tables where there are none.</summary>
    /// <param name="app">The application, before it runs.</param>
    public static async Task CreateTablesAsync(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Clinic>().Database.EnsureCreatedAsync();
    }
}
