using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tacit.Identity.Web.Tests.Support;

/// <summary>An application with a bed, on a free port of this machine.</summary>
internal sealed class SmallApp : IAsyncDisposable
{
    private SmallApp(WebApplication app) => (App, Http) = (app, new HttpClient());

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public IdentityCodec Codec => App.Services.GetRequiredService<IdentityCodec>();

    public ISkidGenerator Generator => App.Services.GetRequiredService<ISkidGenerator>();

    /// <summary>Built, not started: keys from the configuration, a fixed instance, unless told otherwise.</summary>
    public static SmallApp Build(Action<TacitIdentityOptions>? configure = null, Action<WebApplicationBuilder>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Identity:Roots", Root(1))]);
        builder.Services.AddTacitIdentity(o =>
        {
            o.KeysFromConfiguration("Identity:Roots");
            o.Instance = (_, _) => Task.FromResult<IInstanceLease>(new FixedInstance(1, 0));
            o.Client = context => context.Request.Headers["Client"].ToString();
            configure?.Invoke(o);
        });
        more?.Invoke(builder);
        var app = builder.Build();
        app.MapGet("/beds/{id:publicid}", (PublicId<Bed> id, int? page) => new BedRow(id, page));
        app.MapGet("/asked", (PublicId<Bed> id) => id.Id == id.ToEntityId() ? "known" : "?");
        app.MapGet("/both", ([AsParameters] Both both) => both.Bed is null ? "no bed" : "bed");
        app.MapPost("/beds/{id:publicid}", (PublicId<Bed> id, BedRow body) => new BedRow(body.Bed == id.Id ? id.Id : default, 1));
        app.MapGet("/names", (ISkidGenerator generator) => new Dictionary<EntityId<Bed>, EntityId<Bed>?> { [generator.Next<Bed>()] = null });
        app.MapGet("/bare", (ISkidGenerator generator) => generator.Next<Bed>().Skid);
        app.MapGet("/none", () => default(EntityId<Bed>));
        return new(app);
    }

    public static async Task<SmallApp> StartAsync(Action<TacitIdentityOptions>? configure = null, Action<WebApplicationBuilder>? more = null, Action<WebApplication>? map = null)
    {
        var app = Build(configure, more);
        map?.Invoke(app.App);
        await app.RunAsync();
        return app;
    }

    public static string Root(byte fill) => Convert.ToBase64String(Enumerable.Repeat(fill, 32).ToArray());

    public async Task RunAsync()
    {
        await App.StartAsync();
        Http.BaseAddress = new Uri(App.Urls.Single());
    }

    public async Task<(int Status, string Body)> GetAsync(string path, string client = "one")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Client", client);
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }

    internal sealed record BedRow(EntityId<Bed> Bed, int? Page);

    internal sealed record Both(PublicId<Bed>? Bed, int? Page);
}
