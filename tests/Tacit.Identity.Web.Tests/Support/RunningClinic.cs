using System.Net.Http.Json;
using System.Text.Json;
using IdentityWeb;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Identity.Web.Tests.Support;

/// <summary>The clinic, on a free port of this machine.</summary>
internal sealed class RunningClinic : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningClinic(WebApplication app) => (_app, Http) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public HttpClient Http { get; }

    public IdentityCodec Codec => _app.Services.GetRequiredService<IdentityCodec>();

    public IdentityKeyRing Ring => _app.Services.GetRequiredService<IdentityKeyRing>();

    public static async Task<RunningClinic> StartAsync(string connectionString, string ring)
    {
        var app = ClinicApp.Build($"--ConnectionStrings:Clinic={connectionString}", $"--Ring={ring}", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning");
        await ClinicApp.CreateTablesAsync(app);
        await app.StartAsync();
        return new(app);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        var answer = await Http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> PatientAsync(string name) => (await PostAsync("/patients", new { name })).GetProperty("id").GetString()!;

    public async Task<string> VisitAsync(string patient, string reason) => (await PostAsync($"/patients/{patient}/visits", new { reason })).GetProperty("id").GetString()!;

    /// <summary>All that an answer says, but for its date.</summary>
    public async Task<string> AnswerAsync(string path)
    {
        var answer = await Http.GetAsync(path);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{await answer.Content.ReadAsStringAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
