using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Tacit.Identity.Keys;

namespace Tacit.Identity.Tests;

/// <summary>What is not genuine is not opened.</summary>
public sealed class ForgeryTests
{
    private static readonly Skid Some = Skid.Create(272_000_000, 5, 3, 42);

    [Fact]
    public void No_flipped_bit_is_genuine()
    {
        // Of 2.6·10⁶ flips of either form one passes with a chance below 2⁻¹⁰ at full scale: the seeds are fixed.
        using var ring = Vectors.Ring();
        var codec = new IdentityCodec(ring, Vectors.Ever, Vectors.Late);
        var random = new Chance(6);
        for (var i = 0; i < Scale.Of(1000, 10_000); i++)
        {
            var (skid, type, epoch) = i == 0 ? (Some, (byte)1, (byte)0) : (new Skid((long)random.Bits()), (byte)random.Next(256), (byte)random.Next(256));
            foreach (var id in new[] { codec.ToPlain(skid, type, epoch), codec.ToSecure(skid, type, epoch) })
            {
                Assert.True(codec.TryOpen(id, null, out _));
                for (var bit = 0; bit < 128; bit++)
                {
                    if (codec.TryOpen(new(id.Value ^ (UInt128.One << bit)), null, out _))
                    {
                        Assert.Fail($"{id} is opened with bit {bit} flipped.");
                    }
                }
            }
        }
    }

    [Fact]
    public void Kind_epoch_time_form_and_ring_must_be_the_expected_ones()
    {
        using var ring = Vectors.Ring();
        using var other = IdentityKeyRing.Create();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Some.CreatedAt()!.Value);
        var (all, outside) = (new IdentityCodec(ring, IdentityPolicy.Trusted, time), new IdentityCodec(ring, null, time));
        var (plain, secure) = (all.ToPlain(Some, Patient.EntityType), all.ToSecure(Some, Patient.EntityType));
        Assert.True(all.TryOpen<Patient>(plain, out var id));
        Assert.Equal(Some, id.Skid);
        Assert.True(outside.TryOpen<Patient>(secure, out _));
        Assert.False(outside.TryOpen<Patient>(plain, out _));
        Assert.False(all.TryOpen<Visit>(secure, out _));
        Assert.False(new IdentityCodec(other, IdentityPolicy.Trusted, time).TryOpen<Patient>(secure, out _));
        Assert.False(all.TryOpen<Patient>(all.ToSecure(Some, Patient.EntityType, epoch: 1), out _));
        Assert.True(all.TryOpen<Patient>(all.ToSecure(Skid.Create(Some.Tick + 240, 1, 1, 1), Patient.EntityType), out _));
        Assert.False(all.TryOpen<Patient>(all.ToSecure(Skid.Create(Some.Tick + 241, 1, 1, 1), Patient.EntityType), out _));
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(all.TryOpen<Patient>(all.ToSecure(Skid.Create(Some.Tick + 241, 1, 1, 1), Patient.EntityType), out _));

        // Beyond the year 9999 is any time.
        var ever = new IdentityCodec(ring, new IdentityPolicy { Ahead = TimeSpan.FromDays(3_652_059) }, time);
        Assert.True(ever.TryOpen<Patient>(ever.ToSecure(Skid.Create((1L << 33) - 1, 1, 1, 1), Patient.EntityType), out _));
    }

    [Fact]
    public void Random_forgeries_pass_as_often_as_short_tags_say()
    {
        // Tags of 16 bits: a forgery of a plain form passes once in 65,536 times. Of 10⁷ that is 152.6, of 10⁸ at full scale 1,525.9; a Poisson count lies outside
        // the bounds with a chance of 4e-10 and 7e-10.
        using var ring = new IdentityKeyRing(new IdentityKey(Vectors.Tag, Vectors.Block, tagMask: 0xFFFF));
        var codec = new IdentityCodec(ring, Vectors.Anything with { AcceptSecure = false }, Vectors.Late);
        var genuine = codec.ToPlain(Some, 1).Value >> 32 << 32;
        var (passed, each) = (0, Scale.Of(10_000_000, 100_000_000) / 8);
        Parallel.For(0, 8, part =>
        {
            var (random, own) = (new Chance(700 + part), 0);
            for (var i = 0; i < each; i++)
            {
                // Another application, instance and sequence, and the two bytes that such a tag has.
                var bits = random.Bits();
                var forged = genuine ^ ((UInt128)(uint)(bits & 0xFFFFFF) << 32) ^ ((UInt128)(uint)((bits >> 24) & 0xFFFF) << 16);
                own += codec.TryOpen(new(forged), null, out _) ? 1 : 0;
            }

            Interlocked.Add(ref passed, own);
        });
        var (least, most) = Scale.IsFull ? (1283, 1768) : (71, 234);
        Assert.InRange(passed, least, most);
    }

    [Fact]
    public void Random_numbers_are_not_opened()
    {
        using var ring = IdentityKeyRing.Create();
        var codec = new IdentityCodec(ring, Vectors.Anything, Vectors.Late);
        var random = new Chance(8);
        for (var i = 0; i < 1_000_000; i++)
        {
            Assert.False(codec.TryOpen(new(new UInt128(random.Bits(), random.Bits())), null, out _));
        }
    }

    [Fact]
    public void What_two_keys_open_is_not_opened()
    {
        // Such a ring is refused wherever one is made: only vectors can have it.
        using var twice = new IdentityKeyRing(new IdentityKey(Vectors.Tag, Vectors.Block), new IdentityKey(Vectors.Tag, Vectors.Block));
        using var once = Vectors.Ring();
        var (two, one) = (new IdentityCodec(twice, Vectors.Anything, Vectors.Late), new IdentityCodec(once, Vectors.Anything, Vectors.Late));
        foreach (var id in new[] { two.ToPlain(Some, 1), two.ToSecure(Some, 1) })
        {
            Assert.True(one.TryOpen(id, 1, out _));
            Assert.False(two.TryOpen(id, 1, out _));
        }
    }

    [Fact]
    public void Secure_forms_look_random()
    {
        using var ring = Vectors.Ring();
        var codec = new IdentityCodec(ring);
        var count = Scale.Of(200_000, 1_000_000);
        var ones = new int[128];
        var changed = 0L;
        var random = new Chance(9);
        for (var i = 0; i < count; i++)
        {
            var skid = Skid.Create(272_000_000 + (i / 1000), 5, 3, i % 1000);
            var secure = codec.ToSecure(skid, 1).Value;
            for (var bit = 0; bit < 128; bit++)
            {
                ones[bit] += (int)(secure >> bit) & 1;
            }

            changed += (long)UInt128.PopCount(secure ^ codec.ToSecure(new(skid.Value ^ (1L << random.Next(63))), 1).Value);
        }

        // 6.8 deviations of each of 128 counts, and of the mean distance, which is 64 ± √32/√n.
        Assert.All(ones, n => Assert.InRange(n, (count / 2.0) - (6.8 * Math.Sqrt(count / 4.0)), (count / 2.0) + (6.8 * Math.Sqrt(count / 4.0))));
        Assert.Equal(64, changed / (double)count, 6.8 * Math.Sqrt(32.0 / count));
    }

    [Fact]
    public void A_secure_form_that_would_pass_as_plain_moves_to_another_variant()
    {
        // The first three variants are said to be ambiguous.
        var codecs = new List<PublicId>();
        using var guarded = new IdentityKey(Vectors.Tag, Vectors.Block, ambiguous: (_, id) => codecs.IndexOf(id) is >= 0 and < 3);
        using var plain = new IdentityKey(Vectors.Tag, Vectors.Block);
        for (byte variant = 0x8D; variant < 0x94; variant++)
        {
            codecs.Add(Encrypted(variant));
        }

        var secure = guarded.Secure(Some, 1, 0);
        Assert.Equal(codecs[3], secure);
        Assert.True(guarded.IsGenuine(secure, out _));

        // Without the guard's reasons the same moved form is refused, and so is one that moved too far.
        Assert.False(plain.IsGenuine(secure, out _));
        Assert.False(guarded.IsGenuine(codecs[4], out _));

        // One reason is not enough: all before it must have been ambiguous, not just the one next to it.
        using var third = new IdentityKey(Vectors.Tag, Vectors.Block, ambiguous: (_, id) => codecs.IndexOf(id) == 2);
        Assert.Equal(codecs[0], third.Secure(Some, 1, 0));
        Assert.False(third.IsGenuine(secure, out _));
        using var never = new IdentityKey(Vectors.Tag, Vectors.Block, ambiguous: (_, _) => true);
        Assert.Throws<CryptographicException>(() => never.Secure(Some, 1, 0));

        PublicId Encrypted(byte variant)
        {
            using var aes = new Encryption.AesBlock(Vectors.Block);
            var bytes = new byte[16];
            plain.Plain(Some, 1, 0, variant).WriteTo(bytes);
            aes.Encrypt(Vector128.Create<byte>(bytes)).CopyTo(bytes);
            return new(bytes);
        }
    }
}
