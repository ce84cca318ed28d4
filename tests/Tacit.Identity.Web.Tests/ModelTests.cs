using Microsoft.EntityFrameworkCore;
using Tacit.Identity.Web.Tests.Support;

namespace Tacit.Identity.Web.Tests;

/// <summary>Keys as columns: the database compares them, and the generator makes them.</summary>
public sealed class ModelTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Equality_order_and_range_are_compared_in_the_database()
    {
        var (ward, keys) = await FilledAsync();
        await using var open = ward;
        var (first, third, end) = (keys[0], keys[2], new EntityId<Bed>(Skid.LowerBound(Start.AddSeconds(3))));
        EntityId<Bed>[] some = [keys[1], keys[3]];
        Assert.Equal([first], await SeenAsync(ward, b => b.Where(x => x.Id == first), "WHERE b.\"Id\" = @"));
        Assert.Equal(keys.Skip(3), await SeenAsync(ward, b => b.Where(x => x.Id > third), "WHERE b.\"Id\" > @"));
        Assert.Equal(keys.Skip(2), await SeenAsync(ward, b => b.Where(x => x.Id >= third), "WHERE b.\"Id\" >= @"));
        Assert.Equal(keys.Take(3), await SeenAsync(ward, b => b.Where(x => x.Id < end), "WHERE b.\"Id\" < @"));
        Assert.Equal(keys.Take(3), await SeenAsync(ward, b => b.Where(x => x.Id <= third), "WHERE b.\"Id\" <= @"));
        Assert.Equal(keys.Skip(4), await SeenAsync(ward, b => b.Where(x => x.Id >= new EntityId<Bed>(Skid.LowerBound(Start.AddSeconds(4)))), "WHERE b.\"Id\" >= "));
        Assert.Equal([keys[1], keys[3]], await SeenAsync(ward, b => b.Where(x => some.Contains(x.Id)), "WHERE b.\"Id\" "));
        Assert.Equal(keys, await SeenAsync(ward, b => b.Where(x => x.Id > new EntityId<Bed>(Skid.None)), "WHERE b.\"Id\" > "));
        Assert.Equal(keys[^1], await ward.Beds.MaxAsync(b => b.Id));
        var origin = new Skid(3);
        Assert.Equal([keys[3]], await SeenAsync(ward, b => b.Where(x => x.Origin == origin), "WHERE b.\"Origin\" = @"));
        Assert.Equal(["bigint", "bigint", "bigint"], await PostgreSqlServer.RowsAsync(ward.Database.GetConnectionString()!,
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'Beds'", r => r.GetString(0)));
    }

    [Fact]
    public async Task A_key_is_final_when_its_row_is_added_and_rows_that_refer_to_it_have_it()
    {
        using var lease = new FixedInstance(1, 5);
        await using var ward = new Ward(await PostgreSqlServer.DatabaseAsync(), new SkidGenerator(lease));
        await ward.Database.EnsureCreatedAsync();
        var nurse = new Nurse();
        var bed = new Bed { Nurse = nurse };
        ward.Add(bed);
        Assert.False(ward.Entry(bed).Property(b => b.Id).IsTemporary);
        Assert.Equal(5, bed.Id.Skid.InstanceId);
        Assert.Equal(nurse.Id, bed.NurseId);
        var before = bed.Id;
        await ward.SaveChangesAsync();
        Assert.Equal(before, bed.Id);

        // The database is not asked for keys.
        Assert.DoesNotContain(ward.Sent, s => s.Contains("RETURNING", StringComparison.Ordinal) || s.Contains("IDENTITY", StringComparison.OrdinalIgnoreCase));

        // A key that is given is kept, and a new row below a known one is new.
        var given = new Bed { Id = new(new Skid(42)) };
        ward.Add(given);
        nurse.Beds.Add(new Bed());
        ward.Add(new BedSheet { BedId = given.Id });
        await ward.SaveChangesAsync();
        Assert.Equal(42, given.Id.Skid.Value);
        Assert.Equal(3, await ward.Beds.CountAsync());
        Assert.Equal(given.Id, (await ward.Sheets.SingleAsync()).BedId);
        Assert.Null((await ward.Beds.AsNoTracking().SingleAsync(b => b.Id == given.Id)).NurseId);
    }

    [Fact]
    public void A_row_without_a_key_is_a_new_row_and_zero_is_a_key()
    {
        using var lease = new FixedInstance(1, 5);
        using var ward = new Ward("Host=nowhere", new SkidGenerator(lease));
        Assert.Equal(Skid.None, new Bed().Id.Skid);
        Assert.Equal(EntityState.Added, ward.Update(new Bed()).State);
        var zero = new Bed { Id = new(new Skid(0)) };
        Assert.Equal(EntityState.Modified, ward.Update(zero).State);
        Assert.Equal(0, zero.Id.Skid.Value);
    }

    [Fact]
    public void A_context_without_a_generator_says_what_to_do()
    {
        using var ward = new Ward("Host=nowhere");
        Assert.Contains("options.UseTacitIdentity(generator)", Assert.Throws<InvalidOperationException>(() => ward.Add(new Bed())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_kinds_with_one_number_stop_the_model()
    {
        // A sample's Patient and a test's double of it.
        using var twice = new Twice();
        Assert.Contains("have the same number, 4", Assert.Throws<InvalidOperationException>(() => twice.Model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_that_inherit_a_number_are_one_kind_and_owned_rows_have_keys_of_the_generator()
    {
        using var lease = new FixedInstance(1, 5);
        await using var stock = new Stock(await PostgreSqlServer.DatabaseAsync(), new SkidGenerator(lease));
        await stock.Database.EnsureCreatedAsync();
        var pump = new Pump();
        pump.Parts.Add(new Part());
        pump.Parts.Add(new Part());
        stock.AddRange(pump, new Lamp());
        await stock.SaveChangesAsync();
        stock.ChangeTracker.Clear();
        Assert.Equal(2, await stock.Set<Device>().CountAsync(d => d.Id > new EntityId<Device>(Skid.None)));
        var read = await stock.Set<Pump>().SingleAsync(p => p.Id == pump.Id);
        Assert.Equal(pump.Parts.Select(p => p.Id).Order(), read.Parts.Select(p => p.Id).Order());
        Assert.All(read.Parts, p => Assert.Equal(5, p.Id.Skid.InstanceId));
        Assert.Equal(["NO"], await PostgreSqlServer.RowsAsync(stock.Database.GetConnectionString()!, "SELECT DISTINCT is_identity::text FROM information_schema.columns WHERE table_schema = 'public'", r => r.GetString(0)));
    }

    private static async Task<(Ward Ward, List<EntityId<Bed>> Keys)> FilledAsync()
    {
        using var lease = new FixedInstance(1, 5);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Start);
        var ward = new Ward(await PostgreSqlServer.DatabaseAsync(), new SkidGenerator(lease, time: time));
        await ward.Database.EnsureCreatedAsync();
        var keys = new List<EntityId<Bed>>();
        for (var i = 0; i < 6; i++)
        {
            keys.Add(ward.Add(new Bed { Origin = new(i) }).Entity.Id);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await ward.SaveChangesAsync();
        ward.ChangeTracker.Clear();
        return (ward, keys);
    }

    // What came back, in order; the statement has the comparison, and nothing was left to this process.
    private static async Task<List<EntityId<Bed>>> SeenAsync(Ward ward, Func<IQueryable<Bed>, IQueryable<Bed>> ask, string comparison)
    {
        ward.Sent.Clear();
        var found = await ask(ward.Beds.AsNoTracking()).OrderBy(b => b.Id).Select(b => b.Id).ToListAsync();
        var sent = Assert.Single(ward.Sent);
        Assert.Contains(comparison, sent, StringComparison.Ordinal);
        Assert.Contains("ORDER BY b.\"Id\"", sent, StringComparison.Ordinal);
        return found;
    }

    private sealed class Twice : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql("Host=nowhere");

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseTacitIdentity(typeof(Twice).Assembly, typeof(IdentityWeb.ClinicApp).Assembly);
    }
}
