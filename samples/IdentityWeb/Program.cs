// Patients and visits behind HTTP: keys of 8 bytes in PostgreSQL, encrypted identifiers outside.
using IdentityWeb;

if (Environment.GetEnvironmentVariable("ConnectionStrings__Clinic") is null)
{
    Console.WriteLine("Set ConnectionStrings__Clinic to the connection string of a PostgreSQL database that is empty, and run again.");
    return;
}

await using var app = ClinicApp.Build(args);
await ClinicApp.CreateTablesAsync(app);
await app.RunAsync();
