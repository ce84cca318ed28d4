using System.Net.Http.Json;
using System.Text.Json;
using Tacit.Identity.Tests;
using Tacit.Identity.Web.Tests.Support;

namespace Tacit.Identity.Web.Tests;

/// <summary>Several processes of the sample on one database, one of which is killed.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_have_an_instance_each_and_never_make_one_key_also_when_one_is_killed()
    {
        var database = await PostgreSqlServer.DatabaseAsync();
        var ring = _folder.File("ring.json");
        await using var one = await ClinicProcess.StartAsync(database, ring);
        await using var two = await ClinicProcess.StartAsync(database, ring);
        var patient = (await (await one.Http.PostAsJsonAsync("/patients", new { name = "Ada" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        var ids = (await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).VisitAsync(patient)))).ToList();
        Assert.DoesNotContain(null, ids);

        var during = Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).VisitAsync(patient)));
        await one.KillAsync();
        await using var again = await ClinicProcess.StartAsync(database, ring);
        ids.AddRange(await during);
        ids.AddRange(await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? again : two).VisitAsync(patient))));

        var told = ids.OfType<string>().ToList();
        Assert.True(told.Count >= 180);
        Assert.Equal(told.Count, told.Distinct().Count());
        using var keys = IdentityKeyRing.LoadOrCreate(ring);
        var codec = new IdentityCodec(keys);

        // Where it took longer than a lease to start again, it has the instance that was killed.
        Assert.InRange(told.Select(id => codec.TryOpen(PublicId.Parse(id), 5, out var visit) ? visit.Value.Skid.InstanceId : -1).Distinct().Count(), 2, 3);
    }
}
