using System.Net;
using System.Text.Encodings.Web;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tacit.Server.Tests.Collect;

/// <summary>What is asked of the endpoints is asked of all of them.</summary>
public sealed class ConventionTests
{
    [Fact]
    public async Task Where_authorization_is_required_nothing_is_open_over_http_or_grpc()
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(
            store,
            services: s =>
            {
                s.AddAuthentication("nobody").AddScheme<AuthenticationSchemeOptions, Nobody>("nobody", null);
                s.AddAuthorization();
            },
            conventions: c => c.RequireAuthorization());
        await server.Collector.OpenAsync(collection);
        foreach (var address in new[] { string.Empty, $"/{collection.Id}", $"/{collection.Id}/estimate" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http.GetAsync("/v1/collections" + address)).StatusCode);
        }

        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var client = new Grpc.Collector.CollectorClient(channel);
        var upload = new Grpc.Upload { Envelope = ByteString.CopyFrom(Surveys.Upload(collection, 1, 1)) };
        await RefusedAsync(async () => await client.ListAsync(new()));
        await RefusedAsync(async () => await client.AddAsync(upload));
        await RefusedAsync(async () =>
        {
            using var call = client.AddMany();
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });
        Assert.Equal(0, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }

    private static async Task RefusedAsync(Func<Task> call) => Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    private sealed class Nobody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
