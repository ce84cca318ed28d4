using Tacit.Identity;

namespace Identity;

// docs: tiers
[EntityType(4)] internal sealed partial class Patient;                                        // its number, for ever

internal static class Program
{
    private static void Main()
    {
        using var keys = IdentityKeyRing.LoadOrCreate("identity-ring.json");                  // for its owner alone
        using var instance = new FileInstanceLease("clinic-1-0", appId: 1, instanceId: 0);    // one process at a time
        ISkidGenerator generator = new SkidGenerator(instance);
        var (inside, outside) = (new IdentityCodec(keys, IdentityPolicy.Trusted), new IdentityCodec(keys, IdentityPolicy.Public));

        EntityId<Patient> id = generator.Next<Patient>();                                     // 8 bytes: the primary key
        PublicId plain = inside.ToPlain(id), secure = outside.ToSecure(id);                   // between services; for the outside
        bool known = outside.TryOpen(secure, out EntityId<Patient> back) && back == id;       // no lookup
        bool shown = outside.TryOpen<Patient>(plain, out _);                                  // not outside
        Console.WriteLine($"{id}  {plain}  {secure}  {known}  {shown}  made {id.Skid.CreatedAt():u}");
    }
}

// end
