using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tacit.Identity.Tests;
using Tacit.Identity.Web.Tests.Support;

namespace Tacit.Identity.Web.Tests;

/// <summary>The sample through HTTP and PostgreSQL: what is outside, what is inside, and that nobody outside can tell why an identifier does not open.</summary>
public sealed class ClinicTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Ring => _folder.File("ring.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_patient_is_a_bigint_inside_and_an_encrypted_identifier_outside()
    {
        var database = await PostgreSqlServer.DatabaseAsync();
        await using var clinic = await RunningClinic.StartAsync(database, Ring);
        var answer = await clinic.Http.PostAsJsonAsync("/patients", new { name = "Ada" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        Assert.Equal($"/patients/{id}", answer.Headers.Location!.AbsolutePath);
        var key = (await PostgreSqlServer.RowsAsync(database, "SELECT \"Id\" FROM \"Patients\"", r => r.GetInt64(0))).Single();
        Assert.True(clinic.Codec.TryOpen<Known>(PublicId.Parse(id), out var opened));
        Assert.Equal(key, opened.Skid.Value);
        Assert.Equal(1, opened.Skid.AppId);
        Assert.Equal(clinic.Codec.ToSecure(opened).ToString(), id);
        Assert.DoesNotContain(key.ToString(System.Globalization.CultureInfo.InvariantCulture), await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Ada", (await clinic.Http.GetFromJsonAsync<JsonElement>($"/patients/{id}")).GetProperty("name").GetString());

        var types = await PostgreSqlServer.RowsAsync(database,
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_identity FROM information_schema.columns WHERE column_name IN ('Id', 'PatientId') ORDER BY 1", r => r.GetString(0));
        Assert.Equal(["Patients.Id bigint NO", "Visits.Id bigint NO", "Visits.PatientId bigint NO"], types);
    }

    [Fact]
    public async Task Whatever_an_identifier_lacks_the_answer_is_that_of_a_thing_that_is_not_there()
    {
        await using var clinic = await RunningClinic.StartAsync(await PostgreSqlServer.DatabaseAsync(), Ring);
        var patient = await clinic.PatientAsync("Ada");
        var visit = await clinic.VisitAsync(patient, "fever");
        Assert.StartsWith("200", await clinic.AnswerAsync($"/visits/{visit}"), StringComparison.Ordinal);
        var secure = PublicId.Parse(patient);
        Assert.True(clinic.Codec.TryOpen<Known>(secure, out var key));
        var random = new Chance(1);
        UInt128 Bits() => new(random.Bits(), random.Bits());
        using var other = IdentityKeyRing.Create();
        string[] unknown =
        [
            new IdentityCodec(clinic.Ring).ToSecure(Skid.Create(1, 1, 0, 0), 4).ToString(),   // genuine, and not there
            visit,
            clinic.Codec.ToPlain(key).ToString(),
            new IdentityCodec(other).ToSecure(key).ToString(),
            clinic.Codec.ToSecure(key, epoch: 1).ToString(),
            clinic.Codec.ToSecure(Skid.LowerBound(TimeProvider.System.GetUtcNow().AddDays(1)), 4).ToString(),
            key.Skid.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),       // no wire form: not even the route
            "0",
            patient + "0",
            "{" + patient + "}",
            patient.Replace("-", string.Empty, StringComparison.Ordinal),
            .. Enumerable.Range(0, 128).Select(i => new PublicId(secure.Value ^ (UInt128.One << i)).ToString()),
            .. Enumerable.Range(0, 100).Select(_ => new PublicId(Bits()).ToString()),
        ];
        var answers = await Task.WhenAll(unknown.Select(id => clinic.AnswerAsync($"/patients/{id}")));
        var one = Assert.Single(answers.Distinct());
        Assert.StartsWith("404", one, StringComparison.Ordinal);
        Assert.EndsWith("\n", one, StringComparison.Ordinal);

        // Either case is one identifier; and in a query the answer is the same.
        Assert.StartsWith("200", await clinic.AnswerAsync($"/patients/{patient.ToUpperInvariant()}"), StringComparison.Ordinal);
        foreach (var id in unknown.Skip(1))
        {
            Assert.Equal(one, await clinic.AnswerAsync($"/visits?after={id.Replace(visit, patient, StringComparison.Ordinal)}"));
        }
    }

    [Fact]
    public async Task An_identifier_in_a_body_is_opened_and_a_bad_one_is_a_bad_request_whatever_it_lacks()
    {
        await using var clinic = await RunningClinic.StartAsync(await PostgreSqlServer.DatabaseAsync(), Ring);
        var patient = await clinic.PatientAsync("Ada");
        var made = await clinic.PostAsync("/referrals", new { patient, reason = "knee" });
        Assert.Equal(patient, made.GetProperty("patientId").GetString());
        Assert.True(clinic.Codec.TryOpen<Known>(PublicId.Parse(patient), out var key));
        object[] bad = [made.GetProperty("id").GetString()!, clinic.Codec.ToPlain(key).ToString(), key.Skid.Value, "x", new { skid = key.Skid.ToString() }];
        var answers = new List<string>();
        foreach (var id in bad)
        {
            var answer = await clinic.Http.PostAsJsonAsync("/referrals", new { patient = id, reason = "knee" });
            answers.Add($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal("BadRequest ", Assert.Single(answers.Distinct()));
    }

    [Fact]
    public async Task Visits_of_a_time_are_a_range_of_keys_and_are_paged()
    {
        await using var clinic = await RunningClinic.StartAsync(await PostgreSqlServer.DatabaseAsync(), Ring);
        var patient = await clinic.PatientAsync("Ada");
        var early = new List<string>();
        for (var i = 0; i < 130; i++)
        {
            early.Add(await clinic.VisitAsync(patient, $"visit {i}"));
        }

        await Task.Delay(600);
        var between = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().ToString("O"));
        await Task.Delay(600);
        var late = await clinic.VisitAsync(patient, "last");

        async Task<List<string>> PageAsync(string query) => [.. (await clinic.Http.GetFromJsonAsync<JsonElement>($"/visits?{query}")).EnumerateArray().Select(v => v.GetProperty("id").GetString()!)];
        var first = await PageAsync(string.Empty);
        Assert.Equal(early.Take(100), first);
        Assert.Equal([.. early.Skip(100), late], await PageAsync($"after={first[^1]}"));
        Assert.Equal([late], await PageAsync($"from={between}"));
        Assert.Equal(early.Skip(100), await PageAsync($"until={between}&after={first[^1]}"));
    }

    [Fact]
    public async Task No_input_is_the_fault_of_the_server()
    {
        await using var clinic = await RunningClinic.StartAsync(await PostgreSqlServer.DatabaseAsync(), Ring);
        var visit = await clinic.VisitAsync(await clinic.PatientAsync("Ada"), "fever");

        // Times beyond the keys of an epoch are before or after all of them.
        foreach (var (query, isIn) in new[]
        {
            ("from=1990-01-01T00:00:00Z", true), ("until=1990-01-01T00:00:00Z", false), ("from=2093-01-19T03:14:08Z", false), ("until=2093-01-19T03:14:08Z", true),
            ("from=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59Z", true), ("from=2025-01-01T00:00:00Z&until=2093-01-19T03:14:07Z", true),
        })
        {
            var answer = await clinic.Http.GetAsync($"/visits?{query}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(isIn ? [visit] : [], (await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(v => v.GetProperty("id").GetString()!));
        }

        var patient = await clinic.PatientAsync("Grace");
        foreach (var (path, body) in new[]
        {
            ("/patients", "{}"), ("/patients", "{\"name\":null}"), ("/patients", "null"), ("/patients", "{\"name\":\"a\\u0000b\"}"), ("/patients", "{\"name\":\"\\ud800\"}"), ("/patients", ""),
            ($"/patients/{patient}/visits", "{}"), ($"/patients/{patient}/visits", "{\"reason\":\"\\u0000\"}"),
            ("/referrals", "{}"), ("/referrals", "{\"reason\":\"knee\"}"), ("/referrals", $"{{\"patient\":\"{patient}\"}}"), ("/referrals", "{\"patient\":null,\"reason\":\"knee\"}"),
            ("/referrals", "{\"patient\":\"\\ud800\",\"reason\":\"knee\"}"),
        })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            Assert.Equal((path, body, HttpStatusCode.BadRequest), (path, body, (await clinic.Http.PostAsync(path, content)).StatusCode));
        }
    }

    [Fact]
    public async Task A_restart_keeps_identifiers_and_two_applications_never_make_one_key()
    {
        var database = await PostgreSqlServer.DatabaseAsync();
        string patient;
        await using (var before = await RunningClinic.StartAsync(database, Ring))
        {
            patient = await before.PatientAsync("Ada");
            Assert.StartsWith("200", await before.AnswerAsync($"/patients/{patient}"), StringComparison.Ordinal);
        }

        await using var one = await RunningClinic.StartAsync(database, Ring);
        await using var two = await RunningClinic.StartAsync(database, Ring);
        Assert.StartsWith("200", await one.AnswerAsync($"/patients/{patient}"), StringComparison.Ordinal);
        Assert.StartsWith("200", await two.AnswerAsync($"/patients/{patient}"), StringComparison.Ordinal);
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? one : two).VisitAsync(patient, "both")));
        var keys = ids.Select(id => one.Codec.TryOpen(PublicId.Parse(id), 5, out var opened) ? opened.Value.Skid : default).ToList();
        Assert.Equal(60, keys.Distinct().Count());
        Assert.Equal(2, keys.Select(k => k.InstanceId).Distinct().Count());
    }

    [Fact]
    public async Task The_document_of_the_api_describes_identifiers()
    {
        await using var clinic = await RunningClinic.StartAsync(await PostgreSqlServer.DatabaseAsync(), Ring);
        var text = await clinic.Http.GetStringAsync("/openapi/v1.json");
        using var document = JsonDocument.Parse(text);
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var inBody = Resolve(schemas.GetProperty("Referral").GetProperty("properties").GetProperty("patient"));
        Check(inBody, "Patient");
        var parameter = document.RootElement.GetProperty("paths").GetProperty("/patients/{id}").GetProperty("get").GetProperty("parameters").EnumerateArray().Single();
        Assert.Equal(("id", "path"), (parameter.GetProperty("name").GetString(), parameter.GetProperty("in").GetString()));
        Check(Resolve(parameter.GetProperty("schema")), "Patient");
        var list = document.RootElement.GetProperty("paths").GetProperty("/visits").GetProperty("get").GetProperty("parameters").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Equal("query", list["after"].GetProperty("in").GetString());
        Check(Resolve(list["after"].GetProperty("schema")), "Visit");
        Assert.True(document.RootElement.GetProperty("paths").GetProperty("/patients/{id}").GetProperty("get").GetProperty("responses").TryGetProperty("404", out _));

        JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference) ? schemas.GetProperty(reference.GetString()!.Split('/')[^1]) : schema;

        static void Check(JsonElement schema, string kind)
        {
            Assert.Equal("string", schema.GetProperty("type").GetString());
            Assert.Equal("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", schema.GetProperty("pattern").GetString());
            Assert.Contains(kind, schema.GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.False(schema.TryGetProperty("format", out _));
        }
    }

    // The number of the sample's patients.
    private sealed class Known : IEntityType
    {
        public static byte EntityType => 4;
    }
}
