using Microsoft.Extensions.Time.Testing;

namespace Tacit.Identity.Tests;

public sealed class KeyRingTests
{
    private static readonly EntityId<Patient> Somebody = new(Skid.Create(240_000_000, 1, 2, 3));

    [Fact]
    public void A_rotated_ring_reads_what_was_made_before_until_its_grace_ends()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        using var old = IdentityKeyRing.Create(time);
        var id = new IdentityCodec(old, time: time).ToSecure(Somebody);
        using var ring = old.Rotate(TimeSpan.FromDays(30), time);
        var codec = new IdentityCodec(ring, time: time);
        Assert.NotEqual(id, codec.ToSecure(Somebody));
        Assert.True(codec.TryOpen<Patient>(id, out var opened) && opened == Somebody);
        Assert.False(new IdentityCodec(old, time: time).TryOpen<Patient>(codec.ToSecure(Somebody), out _));
        time.Advance(TimeSpan.FromDays(31));
        Assert.False(codec.TryOpen<Patient>(id, out _));
        using var dropped = ring.Without(old.Keys[0].Id);
        Assert.Single(dropped.Keys);
        Assert.Throws<BadIdentityKeyException>(() => ring.Without(ring.Keys[0].Id));
        Assert.Throws<BadIdentityKeyException>(() => ring.Without("nobody"));
    }

    [Fact]
    public void What_an_exposed_key_opens_is_not_authenticated()
    {
        using var old = IdentityKeyRing.Create();
        var id = new IdentityCodec(old).ToSecure(Somebody);
        using var ring = old.Rotate();
        using var exposed = ring.Expose(old.Keys[0].Id);
        var codec = new IdentityCodec(exposed);
        Assert.False(codec.TryOpen<Patient>(id, out _));
        Assert.True(codec.TryOpen(id, Patient.EntityType, out var opened));
        Assert.False(opened.Value.IsAuthenticated);
        Assert.Equal(old.Keys[0].Id, opened.Value.KeyId);
        Assert.Throws<BadIdentityKeyException>(() => ring.Expose(ring.Keys[0].Id));
    }

    [Fact]
    public void Audiences_have_identifiers_that_cannot_be_linked()
    {
        using var ring = IdentityKeyRing.Create();
        using var first = ring.Audience("university");
        using var again = ring.Audience("university");
        using var second = ring.Audience("registry");
        var id = new IdentityCodec(first).ToSecure(Somebody);
        Assert.Equal(id, new IdentityCodec(again).ToSecure(Somebody));
        Assert.NotEqual(id, new IdentityCodec(second).ToSecure(Somebody));
        Assert.NotEqual(id, new IdentityCodec(ring).ToSecure(Somebody));
        Assert.False(new IdentityCodec(second).TryOpen<Patient>(id, out _));
        Assert.True(new IdentityCodec(again).TryOpen<Patient>(id, out _));
        Assert.Throws<BadIdentityKeyException>(() => ring.Audience(" "));
        Assert.Throws<BadIdentityKeyException>(() => ring.Audience(new string('a', 257)));
        Assert.Throws<BadIdentityKeyException>(() => ring.Audience("Université"));
    }

    [Fact]
    public void A_ring_is_written_for_its_owner_alone_and_reads_back()
    {
        using var folder = new Folder();
        var path = folder.File("keys/ring.json");
        using var made = IdentityKeyRing.LoadOrCreate(path);
        var id = new IdentityCodec(made).ToSecure(Somebody);
        using (var rotated = made.Rotate(TimeSpan.FromDays(1)))
        {
            rotated.Save(path);
        }

        using var read = IdentityKeyRing.LoadOrCreate(path);
        Assert.Equal(2, read.Keys.Count);
        Assert.True(new IdentityCodec(read).TryOpen<Patient>(id, out _));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.LoadOrCreate(path)).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var text = File.ReadAllText(path);
        foreach (var damaged in new[] { text[..^10], text.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal), text.Replace("\"state\"", "\"status\"", StringComparison.Ordinal), "[]", "null", text.Replace("generates", "reads", StringComparison.Ordinal) })
        {
            File.WriteAllText(path, damaged);
            var failure = Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.LoadOrCreate(path));
            Assert.DoesNotContain("root\":", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_two_rotations_at_once_no_key_is_lost()
    {
        using var folder = new Folder();
        var path = folder.File("ring.json");
        using var first = IdentityKeyRing.LoadOrCreate(path);
        using var ended = new ManualResetEventSlim();
        var other = Task.CompletedTask;
        using var one = IdentityKeyRing.Change(path, ring =>
        {
            // Were it not made to wait, the second would be done before the first writes, and its key would be overwritten.
            other = Task.Run(() =>
            {
                IdentityKeyRing.Change(path, r => r.Rotate()).Dispose();
                ended.Set();
            });
            ended.Wait(300);
            return ring.Rotate();
        });
        await other;
        using var read = IdentityKeyRing.LoadOrCreate(path);
        Assert.Equal([one.Keys[0].Id, first.Keys[0].Id], read.Keys.Skip(1).Select(k => k.Id));
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.Change(path, r => r.Without("nobody")));
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.Change(folder.File("none.json"), r => r.Rotate()));
        using var again = IdentityKeyRing.Change(path, r => r.Without(first.Keys[0].Id));
        Assert.Equal(2, again.Keys.Count);
    }

    [Fact]
    public void Purposes_have_keys_of_their_own()
    {
        using var ring = IdentityKeyRing.FromRoots(Root(1), Root(2));
        using var audience = ring.Audience("seal v1");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (from, id) in ring.Keys.Select(k => (ring, k.Id)).Append((audience, audience.Keys[0].Id)))
        {
            foreach (var purpose in new[] { "seal v1", "hash v1" })
            {
                var (key, again) = (new byte[32], new byte[32]);
                from.DeriveKey(id, purpose, key);
                from.DeriveKey(id, purpose, again);
                Assert.Equal(key, again);
                keys.Add(Convert.ToHexString(key));
            }
        }

        // Fixed for ever: what was sealed under a purpose must open with the next version.
        Assert.Equal(6, keys.Count);
        Assert.StartsWith("A783F5525A07CBA5A9650F23CD086F9A8D3873C8172C5514F3", keys.First(), StringComparison.Ordinal);
        Assert.Throws<BadIdentityKeyException>(() => ring.DeriveKey("nobody", "seal v1", new byte[32]));
        Assert.Throws<ArgumentException>(() => ring.DeriveKey(ring.Keys[0].Id, "Schlüssel", new byte[32]));
        Assert.Throws<ArgumentException>(() => ring.DeriveKey(ring.Keys[0].Id, "seal v1", new byte[31]));
    }

    private static ReadOnlyMemory<byte> Root(byte value) => Enumerable.Repeat(value, 32).ToArray();

    [Fact]
    public void A_root_that_is_not_that_of_its_name_is_damage()
    {
        using var folder = new Folder();
        var path = folder.File("ring.json");
        using var made = IdentityKeyRing.LoadOrCreate(path);
        using var other = IdentityKeyRing.Create();
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace(made.Keys[0].Id, other.Keys[0].Id, StringComparison.Ordinal));
        Assert.Contains("damaged", Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.LoadOrCreate(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_ring_makes_and_opens_nothing()
    {
        // Its keys are zero then: whoever knows that could make what it opens.
        var ring = IdentityKeyRing.Create();
        var codec = new IdentityCodec(ring, Vectors.Anything);
        var (plain, secure) = (codec.ToPlain(Somebody), codec.ToSecure(Somebody));
        ring.Dispose();
        Assert.Throws<ObjectDisposedException>(() => codec.ToPlain(Somebody));
        Assert.Throws<ObjectDisposedException>(() => codec.ToSecure(Somebody));
        Assert.Throws<ObjectDisposedException>(() => codec.TryOpen(plain, null, out _));
        Assert.Throws<ObjectDisposedException>(() => codec.TryOpen(secure, null, out _));
        Assert.Throws<ObjectDisposedException>(() => ring.Rotate());
        Assert.Throws<ObjectDisposedException>(() => ring.Audience("registry"));
        Assert.Throws<ObjectDisposedException>(() => ring.Save("never.json"));
        ring.Dispose();
    }

    [Fact]
    public void Roots_that_a_ring_was_made_of_are_zeroed()
    {
        using var folder = new Folder();
        var path = folder.File("ring.json");
        using var made = IdentityKeyRing.LoadOrCreate(path);
        var entries = Keys.RingFile.Read(path);
        using var ring = new IdentityKeyRing(entries);
        Assert.All(entries, e => Assert.All(e.Root, b => Assert.Equal(0, b)));
        Assert.True(new IdentityCodec(ring).TryOpen<Patient>(new IdentityCodec(made).ToSecure(Somebody), out _));
    }

    [Fact]
    public void Roots_that_were_decoded_of_text_are_zeroed()
    {
        var (decoded, text) = (new List<byte[]>(), new[] { Convert.ToBase64String(Root(1).Span), Convert.ToBase64String(Root(2).Span) });
        byte[] Decode(string root)
        {
            decoded.Add(Convert.FromBase64String(root));
            return decoded[^1];
        }

        using (var ring = IdentityKeyRing.FromBase64(text, Decode))
        {
            Assert.Equal(IdentityKeyRing.FromRoots(Root(1), Root(2)).Keys.Select(k => k.Id), ring.Keys.Select(k => k.Id));
        }

        // Also where a later one is not good.
        Assert.Throws<FormatException>(() => IdentityKeyRing.FromBase64([text[0], "x"], Decode));
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.FromBase64([text[0], "AAAA"], Decode));
        Assert.Equal(5, decoded.Count);
        Assert.All(decoded, r => Assert.Equal(-1, r.AsSpan().IndexOfAnyExcept((byte)0)));
    }

    [Fact]
    public void A_ring_and_an_instance_that_are_new_are_in_their_folder_after_a_power_cut()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new Folder();
        var (path, flushed) = (folder.File("keys/ring.json"), new List<string>());
        Keys.Folders.Heard.Value = flushed.Add;
        try
        {
            using var ring = IdentityKeyRing.LoadOrCreate(path);
            Assert.Equal([folder.File("keys")], flushed);
            ring.Save(path);
            Assert.Equal(2, flushed.Count);
            using var lease = new FileInstanceLease(folder.File("instances/one"), 1, 1);
            var generator = new SkidGenerator(lease);
            _ = generator.Next(1);
            Assert.Equal(folder.File("instances"), flushed[2]);
            _ = lease.Reserve(lease.Reserve(0) + 1);
            Assert.Equal(3, flushed.Count);
        }
        finally
        {
            Keys.Folders.Heard.Value = null;
        }
    }

    [Fact]
    public void Two_that_make_a_ring_at_once_have_the_same()
    {
        using var folder = new Folder();
        for (var i = 0; i < 20; i++)
        {
            var path = folder.File($"ring-{i}.json");
            var names = new string[8];
            Parallel.For(0, 8, k =>
            {
                using var ring = IdentityKeyRing.LoadOrCreate(path);
                names[k] = ring.Keys[0].Id;
            });
            Assert.Single(names.Distinct(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Bad_keys_are_refused()
    {
        var root = new byte[32];
        root[0] = 1;
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.FromRoots());
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.FromRoots(new byte[31]));
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.FromRoots(root, root));
        Assert.Throws<BadIdentityKeyException>(() => new Keys.IdentityKey(root, root));
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.FromEnvironment("TACIT_IDENTITY_NOT_SET"));
        var ring = IdentityKeyRing.FromRoots(root);
        for (var i = 0; i < IdentityKeyRing.MostReading; i++)
        {
            ring = ring.Rotate();
        }

        Assert.Throws<BadIdentityKeyException>(() => ring.Rotate());
        Environment.SetEnvironmentVariable("TACIT_IDENTITY_SET", Convert.ToBase64String(root) + ", x");
        Assert.Throws<BadIdentityKeyException>(() => IdentityKeyRing.FromEnvironment("TACIT_IDENTITY_SET"));
        Environment.SetEnvironmentVariable("TACIT_IDENTITY_SET", Convert.ToBase64String(root));
        using var read = IdentityKeyRing.FromEnvironment("TACIT_IDENTITY_SET");
        Assert.Equal(IdentityKeyRing.FromRoots(root).Keys[0].Id, read.Keys[0].Id);
    }
}
