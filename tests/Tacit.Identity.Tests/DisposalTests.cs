namespace Tacit.Identity.Tests;

/// <summary>A ring that is disposed while others work with it: what its zeroes would make, nobody is given.</summary>
public sealed class DisposalTests
{
    private static readonly EntityId<Patient> Somebody = new(Skid.Create(240_000_000, 1, 2, 3));

    [Fact]
    public void Nothing_is_made_of_keys_that_are_zeroed_meanwhile()
    {
        for (var trial = 0; trial < 300; trial++)
        {
            var ring = IdentityKeyRing.Create();
            var codec = new IdentityCodec(ring, IdentityPolicy.Trusted);
            var (plain, secure, wrong) = (codec.ToPlain(Somebody), codec.ToSecure(Somebody), 0);
            using var started = new ManualResetEventSlim();
            var worker = new Thread(() =>
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        wrong += codec.ToSecure(Somebody) == secure && codec.ToPlain(Somebody) == plain ? 0 : 1;
                        if (i == 20)
                        {
                            started.Set();
                        }
                    }
                }
                catch (ObjectDisposedException)
                {
                    // As it should.
                }
            });
            worker.Start();
            started.Wait();
            ring.Dispose();
            worker.Join();
            Assert.Equal(0, wrong);
        }
    }
}
