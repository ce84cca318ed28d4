using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tacit.Identity.Web.Tests.Support;

namespace Tacit.Identity.Web.Tests;

/// <summary>Keys in JSON: encrypted by the options of an application, and by no others at all.</summary>
public sealed class JsonTests
{
    private static readonly EntityId<Bed> Key = new(Skid.LowerBound(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Options_that_know_nothing_of_keys_neither_write_nor_read_one()
    {
        // It wrote {"Skid":"…"}, with the time of enrolment inside, and read any number back.
        foreach (var options in new[] { new JsonSerializerOptions(), JsonSerializerOptions.Web, JsonSerializerOptions.Strict })
        {
            Action[] refused =
            [
                () => JsonSerializer.Serialize(Key, options),
                () => JsonSerializer.Serialize(new SmallApp.BedRow(Key, 1), options),
                () => JsonSerializer.Serialize<object>(new[] { (EntityId<Bed>?)Key }, options),
                () => JsonSerializer.Serialize(new Dictionary<EntityId<Bed>, int> { [Key] = 1 }, options),
                () => JsonSerializer.Deserialize<EntityId<Bed>>("{\"Skid\":\"42\"}", options),
                () => JsonSerializer.Deserialize<SmallApp.BedRow>("{\"Bed\":{\"Skid\":\"42\"},\"Page\":1}", options),
                () => JsonSerializer.Deserialize<EntityId<Bed>?>("42", options),
            ];
            Assert.All(refused, r => Assert.Contains("The key of Bed is not written to JSON", Assert.Throws<NotSupportedException>(r).Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_options_of_an_application_write_it_encrypted_and_read_it_back()
    {
        await using var app = await SmallApp.StartAsync();
        var options = app.App.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var (row, secure) = (new SmallApp.BedRow(Key, 1), app.Codec.ToSecure(Key));
        Assert.Equal($"{{\"bed\":\"{secure}\",\"page\":1}}", JsonSerializer.Serialize(row, options));
        Assert.Equal(row, JsonSerializer.Deserialize<SmallApp.BedRow>($"{{\"bed\":\"{secure}\",\"page\":1}}", options));
        Assert.Equal($"[\"{secure}\",null]", JsonSerializer.Serialize(new EntityId<Bed>?[] { Key, null }, options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EntityId<Bed>>($"\"{Key.Skid}\"", options));
    }

    [Fact]
    public async Task A_wire_form_as_a_property_has_its_pattern_in_the_document()
    {
        await using var app = await SmallApp.StartAsync(
            more: b => b.Services.AddOpenApi(o => o.AddTacitIdentity()),
            map: a =>
            {
                a.MapGet("/wire", () => new Wire(default, null));
                a.MapOpenApi();
            });
        var properties = (await app.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        foreach (var name in new[] { "id", "other" })
        {
            var schema = properties.GetProperty("Wire").GetProperty("properties").GetProperty(name);
            var text = schema.ToString();
            while (text.Contains("$ref", StringComparison.Ordinal))
            {
                text = properties.GetProperty(text[(text.LastIndexOf("schemas/", StringComparison.Ordinal) + 8)..text.LastIndexOf('"')]).ToString();
            }

            Assert.Contains("[0-9A-Fa-f]{8}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("uuid", text, StringComparison.Ordinal);
        }
    }

    internal sealed record Wire(PublicId Id, PublicId? Other);
}
