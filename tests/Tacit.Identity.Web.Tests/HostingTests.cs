using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tacit.Identity.Tests;
using Tacit.Identity.Web.Tests.Support;

namespace Tacit.Identity.Web.Tests;

/// <summary>An application has its keys and its instance from start to end, or does not start.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_said_is_asked_for()
    {
        Assert.Contains("where the keys", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTacitIdentity(_ => { })).Message, StringComparison.Ordinal);
        Assert.Contains("which instance", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTacitIdentity(o => o.KeysFromFile("x"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "has no Identity:Roots")]
    [InlineData("this is no Base64", "does not hold roots in Base64")]
    [InlineData("AAAA", "32 bytes")]
    public async Task Without_its_keys_an_application_does_not_start(string? roots, string says)
    {
        await using var app = SmallApp.Build(more: b => b.Configuration["Identity:Roots"] = roots);
        Assert.Contains(says, (await Assert.ThrowsAsync<BadIdentityKeyException>(app.RunAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_a_list_or_a_line_of_the_configuration_a_variable_or_a_file()
    {
        var key = new EntityId<Bed>(Skid.LowerBound(TimeProvider.System.GetUtcNow()));
        await using var line = await SmallApp.StartAsync(more: b => b.Configuration["Identity:Roots"] = $"{SmallApp.Root(1)}, {SmallApp.Root(2)}");
        await using var list = await SmallApp.StartAsync(more: b => b.Configuration.AddInMemoryCollection([new("Identity:Roots", null), new("Identity:Roots:0", SmallApp.Root(1)), new("Identity:Roots:1", SmallApp.Root(2))]));
        Assert.Equal(2, line.App.Services.GetRequiredService<IdentityKeyRing>().Keys.Count);
        Assert.Equal(line.Codec.ToSecure(key), list.Codec.ToSecure(key));
        Environment.SetEnvironmentVariable("TACIT_TEST_ROOTS", SmallApp.Root(1));
        await using var variable = await SmallApp.StartAsync(o => o.KeysFromEnvironment("TACIT_TEST_ROOTS"));
        Assert.Equal(line.Codec.ToSecure(key), variable.Codec.ToSecure(key));
        await using var file = await SmallApp.StartAsync(o => o.KeysFromFile(_folder.File("ring.json")));
        using var same = IdentityKeyRing.LoadOrCreate(_folder.File("ring.json"));
        Assert.Equal(new IdentityCodec(same).ToSecure(key), file.Codec.ToSecure(key));
    }

    [Fact]
    public async Task The_second_owner_of_an_instance_does_not_start_and_the_first_gives_it_back()
    {
        void Take(TacitIdentityOptions o) => o.InstanceFromFile(_folder.File("instance"), 1, 0);
        await using (var first = await SmallApp.StartAsync(Take))
        {
            await using var second = SmallApp.Build(Take);
            Assert.Contains("is held by process", (await Assert.ThrowsAsync<LeaseLostException>(second.RunAsync)).Message, StringComparison.Ordinal);
            await first.App.StopAsync();
            await using var third = await SmallApp.StartAsync(Take);
        }

        await using var fourth = await SmallApp.StartAsync(Take);
    }

    [Fact]
    public async Task Keys_are_zeroed_and_made_no_more_when_the_application_has_ended()
    {
        var app = SmallApp.Build();
        var (codec, generator) = (app.Codec, app.Generator);
        Assert.Contains("while the application runs", Assert.Throws<InvalidOperationException>(() => generator.Next<Bed>()).Message, StringComparison.Ordinal);
        await app.RunAsync();
        var key = generator.Next<Bed>();
        _ = codec.ToSecure(key);
        await app.App.StopAsync();
        Assert.Throws<InvalidOperationException>(() => generator.Next<Bed>());
        await app.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => codec.ToSecure(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_application_that_lost_its_instance_ends_and_one_that_waits_for_it_does_not(bool mayReturn)
    {
        var lease = new LostInstance(mayReturn);
        await using var app = await SmallApp.StartAsync(o => o.Instance = (_, _) => Task.FromResult<IInstanceLease>(lease));
        Assert.Throws<LeaseLostException>(() => app.Generator.Next<Bed>());
        var lifetime = app.App.Services.GetRequiredService<IHostApplicationLifetime>();
        Assert.Equal(!mayReturn, lifetime.ApplicationStopping.IsCancellationRequested);
        await app.App.StopAsync();
        Assert.True(lease.IsReturned);
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_gives_the_instance_back()
    {
        var database = await PostgreSqlServer.DatabaseAsync();
        await using var other = await SmallApp.StartAsync();
        await using (var app = SmallApp.Build(
            o => o.Instance = async (services, token) => await PostgresInstanceLease.AcquireAsync(services.GetRequiredService<Npgsql.NpgsqlDataSource>(), 1, 0, token: token),
            b => b.Services.AddSingleton(_ => Npgsql.NpgsqlDataSource.Create(database)).AddHostedService<Unwilling>()))
        {
            Assert.Equal("Unwilling.", (await Assert.ThrowsAsync<InvalidOperationException>(app.RunAsync)).Message);
        }

        Assert.Equal(["-infinity"], await PostgreSqlServer.RowsAsync(database, "SELECT lease_until::text FROM tacit_instance", r => r.GetString(0)));
    }

    [Fact]
    public void New_keys_are_of_an_epoch_that_is_opened() =>
        Assert.Contains("epoch 1", Assert.Throws<InvalidOperationException>(() => SmallApp.Build(o => o.Epoch = 1)).Message, StringComparison.Ordinal);

    private sealed class Unwilling : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Unwilling.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LostInstance(bool mayReturn) : IInstanceLease
    {
        public int AppId => 1;

        public int InstanceId => 0;

        public long FirstTick => 0;

        public bool IsReturned { get; private set; }

        public long Reserve(long tick) => throw new LeaseLostException("Gone.") { MayReturn = mayReturn };

        public void Dispose() => IsReturned = true;
    }
}
