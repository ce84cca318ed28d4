using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Builder;
using Tacit.Identity.Web.Tests.Support;

namespace Tacit.Identity.Web.Tests;

/// <summary>Identifiers in requests and answers of any application.</summary>
public sealed class BindingTests
{
    private static readonly EntityId<Bed> Key = new(Skid.LowerBound(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public async Task Nothing_is_said_of_other_parameters_of_an_identifier_that_does_not_open()
    {
        await using var app = await SmallApp.StartAsync();
        var (good, wrong) = (app.Codec.ToSecure(Key), app.Codec.ToSecure(new EntityId<Nurse>(Key.Skid)));
        Assert.Equal((200, $"{{\"bed\":\"{good}\",\"page\":3}}"), await app.GetAsync($"/beds/{good}?page=3"));
        Assert.Equal(400, (await app.GetAsync($"/beds/{good}?page=x")).Status);
        Assert.Equal((404, string.Empty), await app.GetAsync($"/beds/{wrong}?page=x"));
        Assert.Equal((404, string.Empty), await app.GetAsync($"/beds/{wrong}"));
        Assert.Equal((200, "known"), await app.GetAsync($"/asked?id={good}"));
        Assert.Equal((404, string.Empty), await app.GetAsync($"/asked?id={wrong}"));
        Assert.Equal((404, string.Empty), await app.GetAsync("/asked?id="));
        Assert.Equal((404, string.Empty), await app.GetAsync($"/asked?id={good}&id={good}"));
        Assert.Equal(400, (await app.GetAsync("/asked")).Status);
        Assert.Equal((200, "no bed"), await app.GetAsync("/both"));
        Assert.Equal((200, "bed"), await app.GetAsync($"/both?bed={good}"));
        Assert.Equal((404, string.Empty), await app.GetAsync($"/both?bed={wrong}"));

        // A body that cannot be read is a bad request, whatever the identifier of the route.
        async Task<HttpStatusCode> PostAsync(PublicId id, object body) => (await app.Http.PostAsJsonAsync($"/beds/{id}", body)).StatusCode;
        Assert.Equal(HttpStatusCode.OK, await PostAsync(good, new { bed = good, page = 1 }));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(wrong, new { bed = good, page = 1 }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(good, new { bed = wrong, page = 1 }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(wrong, new { bed = wrong, page = 1 }));
    }

    [Fact]
    public async Task Names_of_properties_are_encrypted_and_bare_keys_and_missing_ones_do_not_leave()
    {
        await using var app = await SmallApp.StartAsync();
        var (_, names) = await app.GetAsync("/names");
        var name = JsonDocument.Parse(names).RootElement.EnumerateObject().Single();
        Assert.True(app.Codec.TryOpen<Bed>(PublicId.Parse(name.Name), out _));
        Assert.Equal(JsonValueKind.Null, name.Value.ValueKind);
        Assert.Equal((500, string.Empty), await app.GetAsync("/bare"));
        Assert.Equal((500, string.Empty), await app.GetAsync("/none"));
    }

    [Fact]
    public async Task A_client_that_guesses_is_answered_so_many_times_and_then_opens_encrypted_forms_alone()
    {
        await using var app = await SmallApp.StartAsync(o => (o.Policy, o.FailuresOfAClient) = (IdentityPolicy.Trusted, 5));
        var (plain, secure) = (app.Codec.ToPlain(Key), app.Codec.ToSecure(Key));
        string Forged(int i) => new PublicId(plain.Value ^ (UInt128)(i + 1)).ToString();

        // What is no verifiable form is no guess at one.
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(404, (await app.GetAsync($"/beds/{new PublicId(secure.Value ^ (UInt128)(i + 1))}")).Status);
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await app.GetAsync($"/beds/{plain}")).Status);
            Assert.Equal((404, string.Empty), await app.GetAsync($"/beds/{Forged(i)}"));
        }

        Assert.Equal((404, string.Empty), await app.GetAsync($"/beds/{plain}"));
        Assert.Equal(200, (await app.GetAsync($"/beds/{secure}")).Status);
        Assert.Equal(200, (await app.GetAsync($"/beds/{plain}", "two")).Status);

        // A body is no way around.
        for (var i = 0; i < 5; i++)
        {
            await BodyAsync(Forged(i));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await BodyAsync(plain.ToString()));
        Assert.Equal(404, (await app.GetAsync($"/beds/{plain}", "two")).Status);
        Assert.Equal(200, (await app.GetAsync($"/beds/{plain}", "three")).Status);

        async Task<HttpStatusCode> BodyAsync(string id)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/beds/{secure}") { Content = JsonContent.Create(new { bed = id, page = 1 }) };
            request.Headers.Add("Client", "two");
            return (await app.Http.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task While_many_networks_guess_encrypted_forms_open_and_so_do_plain_ones_of_services_that_were_there()
    {
        await using var app = await SmallApp.StartAsync(o => (o.Policy, o.FailuresOfAll) = (IdentityPolicy.Trusted, 5));
        var (plain, secure) = (app.Codec.ToPlain(Key), app.Codec.ToSecure(Key));
        Assert.Equal(200, (await app.GetAsync($"/beds/{plain}", "service")).Status);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(404, (await app.GetAsync($"/beds/{new PublicId(plain.Value ^ (UInt128)(i + 1))}", $"network-{i}")).Status);
        }

        Assert.Equal((404, string.Empty), await app.GetAsync($"/beds/{plain}", "new"));
        Assert.Equal(200, (await app.GetAsync($"/beds/{secure}", "new")).Status);
        Assert.Equal(200, (await app.GetAsync($"/beds/{plain}", "service")).Status);
    }

    [Fact]
    public async Task An_action_of_a_controller_opens_identifiers_and_answers_alike()
    {
        await using var app = await SmallApp.StartAsync(
            more: b =>
            {
                b.Services.AddControllers().ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new Only()));
                b.Services.AddOpenApi(o => o.AddTacitIdentity());
            },
            map: a =>
            {
                a.UseStatusCodePagesWithReExecute("/mvc/sorry");
                a.MapControllers();
                a.MapOpenApi();
            });
        var (good, wrong) = (app.Codec.ToSecure(Key), app.Codec.ToSecure(new EntityId<Nurse>(Key.Skid)));
        Assert.Equal((200, $"\"{good}\""), await app.GetAsync($"/mvc/beds/{good}"));
        Assert.Equal((200, $"\"{good}\""), await app.GetAsync($"/mvc/asked?id={good}"));
        Assert.Equal((200, "\"none\""), await app.GetAsync("/mvc/perhaps"));
        Assert.Equal((200, "\"some\""), await app.GetAsync($"/mvc/perhaps?id={good}"));
        Assert.Equal((200, $"[\"{good}\",\"{good}\"]"), await app.GetAsync($"/mvc/some?ids={good}&ids={good}"));
        Assert.Equal((200, $"\"{good}\""), await app.GetAsync($"/mvc/filter?bed={good}"));
        Assert.Equal((200, "null"), await app.GetAsync($"/mvc/filter?bed.skid={Key.Skid}"));
        Assert.Equal((200, "\"valid\""), await app.GetAsync($"/mvc/update?bed={good}"));
        Assert.Equal((200, "\"invalid\""), await app.GetAsync($"/mvc/update?bed={wrong}"));
        string[] refused =
        [
            $"/mvc/beds/{wrong}", $"/mvc/asked?id={wrong}", "/mvc/asked?id=", "/mvc/asked", $"/mvc/asked?id={Key.Skid}", $"/mvc/asked?id.skid={Key.Skid}", $"/mvc/asked?id={wrong}&page=x",
            $"/mvc/perhaps?id={wrong}", $"/mvc/some?ids={good}&ids={wrong}", $"/mvc/some?ids[0]={wrong}", $"/mvc/filter?bed={wrong}", $"/mvc/filter?bed={Key.Skid}", $"/mvc/asked?id={app.Codec.ToPlain(Key)}", "/mvc/missing",
        ];
        var answers = new List<string>();
        foreach (var path in refused)
        {
            var (status, body) = await app.GetAsync(path);
            answers.Add($"{status} {(body.StartsWith('{') ? JsonDocument.Parse(body).RootElement.GetProperty("title").GetString() : body)}");
        }

        Assert.Equal("404 Not Found", Assert.Single(answers.Distinct()));

        // A page of errors is shown, also for what had no identifier.
        Assert.Equal((404, "sorry"), await app.GetAsync($"/beds/{wrong}"));
        Assert.Equal((404, "sorry"), await app.GetAsync("/nowhere"));
        Assert.Equal(400, (await app.GetAsync($"/mvc/asked?id={good}&page=x")).Status);
        var posted = await app.Http.PostAsJsonAsync("/mvc/beds", new { bed = good, page = 1 });
        Assert.Equal($"\"{good}\"", await posted.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.PostAsJsonAsync("/mvc/beds", new { bed = wrong, page = 1 })).StatusCode);

        var document = JsonDocument.Parse((await app.GetAsync("/openapi/v1.json")).Body).RootElement;
        var paths = document.GetProperty("paths");
        foreach (var (path, where, isRequired) in new[] { ("/mvc/beds/{id}", "path", true), ("/mvc/asked", "query", true), ("/mvc/perhaps", "query", false), ("/beds/{id}", "path", true), ("/asked", "query", true), ("/both", "query", false) })
        {
            var parameter = paths.GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray().First(p => p.GetProperty("name").GetString()!.ToUpperInvariant() is "ID" or "BED");
            Assert.Equal(where, parameter.GetProperty("in").GetString());
            var schema = parameter.GetProperty("schema");
            schema = schema.TryGetProperty("$ref", out var elsewhere) ? document.GetProperty("components").GetProperty("schemas").GetProperty(elsewhere.GetString()!.Split('/')[^1]) : schema;
            Assert.Equal("string", schema.GetProperty("type").GetString());
            Assert.Equal(36, schema.GetProperty("maxLength").GetInt32());
            Assert.Equal(isRequired, parameter.TryGetProperty("required", out var required) && required.GetBoolean());
            Assert.DoesNotContain("Skid", paths.GetProperty(path).ToString(), StringComparison.Ordinal);
        }
    }

    private sealed class Only : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature)
        {
            feature.Controllers.Clear();
            feature.Controllers.Add(System.Reflection.IntrospectionExtensions.GetTypeInfo(typeof(BedsController)));
        }
    }

    internal sealed class Filter
    {
        public EntityId<Bed>? Bed { get; set; }
    }

    [ApiController]
    [Route("mvc")]
    internal sealed class BedsController : ControllerBase
    {
        [HttpGet("beds/{id:publicid}")]
        public ActionResult<EntityId<Bed>> Get(EntityId<Bed> id) => id;

        [HttpGet("asked")]
        public ActionResult<EntityId<Bed>> Asked(EntityId<Bed> id, int? page) => page == -1 ? NotFound() : id;

        [HttpGet("perhaps")]
        public JsonResult Perhaps(EntityId<Bed>? id) => new(id is null ? "none" : "some");

        [HttpGet("some")]
        public JsonResult Some([FromQuery] EntityId<Bed>[] ids) => new(ids);

        [HttpGet("filter")]
        public JsonResult Filtered([FromQuery] Filter filter) => new(filter.Bed);

        [HttpGet("update")]
        public async Task<JsonResult> UpdateAsync() => new(await TryUpdateModelAsync(new Filter()) ? "valid" : "invalid");

        [HttpGet("missing")]
        public ActionResult Missing() => NotFound();

        [HttpGet("sorry")]
        public ContentResult Sorry() => Content("sorry");

        [HttpPost("beds")]
        public ActionResult<EntityId<Bed>> Post(SmallApp.BedRow row) => row.Bed;
    }
}
