// A process that makes keys until its parent kills it, and one that shows the forms of keys.
//
//   Tacit.Identity.Crash keys <lease file> <application> <instance> <kind>
//     Prints "ready", waits for a line, takes the lease, prints "first <tick>" and then keys, sixteen in a line. "refused <why>" where another process has the lease.
//   Tacit.Identity.Crash forms <root in hexadecimal> <count>
//     Prints whether the instructions for AES and for bytes in vectors are there, and the verifiable and the encrypted form of so many keys.
using System.Globalization;
using Tacit.Identity;

switch (args)
{
    case ["keys", var path, var app, var instance, var kind]:
        return Keys(path, Number(app), Number(instance), (byte)Number(kind));
    case ["forms", var root, var count]:
        return Forms(Convert.FromHexString(root), Number(count));
    default:
        Console.Error.WriteLine("Tacit.Identity.Crash keys <lease file> <application> <instance> <kind> | forms <root in hexadecimal> <count>");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Keys(string path, int app, int instance, byte kind)
{
    // Compiled before the parent says go, so that a successor starts within the tick in which its predecessor died.
    _ = new SkidGenerator(new FixedInstance(1, 0)).Next(kind);
    Console.WriteLine("ready");
    if (Console.ReadLine() is null)
    {
        return 0;
    }

    // A parent that is gone leaves nobody behind.
    new Thread(() =>
    {
        while (Console.ReadLine() is not null)
        {
        }

        Environment.Exit(0);
    }) { IsBackground = true }.Start();
    try
    {
        using var lease = new FileInstanceLease(path, app, instance);
        var generator = new SkidGenerator(lease);
        Console.WriteLine($"first {lease.FirstTick}");
        while (true)
        {
            var line = new string[16];
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = generator.Next(kind).ToString();
            }

            Console.WriteLine(string.Join(' ', line));
        }
    }
    catch (LeaseLostException e)
    {
        Console.WriteLine($"refused {e.Message}");
        return 1;
    }
}

static int Forms(byte[] root, int count)
{
    Console.WriteLine($"aes {System.Runtime.Intrinsics.X86.Aes.IsSupported || System.Runtime.Intrinsics.Arm.Aes.IsSupported} bytes {System.Runtime.Intrinsics.X86.Ssse3.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported}");
    using var ring = IdentityKeyRing.FromRoots(root);
    var codec = new IdentityCodec(ring, IdentityPolicy.Trusted);
    for (var i = 0; i < count; i++)
    {
        var skid = Skid.Create(100_000_000 + (i * 7919L), i % 128, i % 64, i);
        var (plain, secure) = (codec.ToPlain(skid, 7), codec.ToSecure(skid, 7));
        if (!codec.TryOpen(plain, 7, out var one) || !codec.TryOpen(secure, 7, out var other) || one.Value.Skid != skid || other.Value.Skid != skid)
        {
            Console.WriteLine($"refused {skid}");
            return 1;
        }

        Console.WriteLine($"{plain} {secure}");
    }

    return 0;
}
