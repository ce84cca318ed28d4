using System.Text.Json;
using System.Text.Json.Serialization;
using Tacit.Identity;

namespace Tacit.Aot;

/// <summary>A kind whose number the generator writes down.</summary>
[EntityType(9)]
internal sealed partial class Sample;

internal sealed record Wire(PublicId Id, Skid Key, Dictionary<PublicId, int> Counts);

internal sealed record Bare(EntityId<Sample> Id);

[JsonSerializable(typeof(Wire))]
[JsonSerializable(typeof(Bare))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Identifiers with all that touches files, the system's library and JSON.</summary>
internal static class Identifiers
{
    public static void Check(Action<bool, string> check)
    {
        var folder = Directory.CreateTempSubdirectory("tacit-aot-");
        try
        {
            Check(check, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Check(Action<bool, string> check, string folder)
    {
        var (file, path) = (Path.Combine(folder, "keys", "ring.json"), Path.Combine(folder, "instance"));
        using var made = IdentityKeyRing.LoadOrCreate(file);
        using (IdentityKeyRing.Change(file, r => r.Rotate()))
        {
            // The file has both keys now.
        }

        using var ring = IdentityKeyRing.LoadOrCreate(file);
        check(ring.Keys.Count == 2 && ring.Keys[1].Id == made.Keys[0].Id, "a ring in a file, and its rotation");
        EntityId<Sample> key;
        using (var instance = new FileInstanceLease(path, 5, 3))
        {
            key = new SkidGenerator(instance).Next<Sample>();
            check(Refuses<LeaseLostException>(() => new FileInstanceLease(path, 5, 3).Dispose()), "an instance that is held");
        }

        using (var again = new FileInstanceLease(path, 5, 3))
        {
            check(new SkidGenerator(again).Next<Sample>() > key, "an instance that a file guards");
        }

        var id = new IdentityCodec(made).ToSecure(key);
        check(new IdentityCodec(ring).TryOpen<Sample>(id, out var back) && back == key, "an identifier of a kind that the generator wrote, by an old key");
        check(DeclaredEntityTypes.All.NameOf(9) == typeof(Sample).FullName, $"the registry of kinds: {DeclaredEntityTypes.All}");

        var wire = JsonSerializer.Serialize(new Wire(id, key.Skid, new() { [id] = 1 }), WireJson.Default.Wire);
        check(wire == $"{{\"Id\":\"{id}\",\"Key\":\"{key.Skid}\",\"Counts\":{{\"{id}\":1}}}}", $"identifiers in JSON: {wire}");
        check(JsonSerializer.Deserialize(wire, WireJson.Default.Wire) is { } read && read.Id == id && read.Key == key.Skid && read.Counts[id] == 1, "identifiers of JSON");
        check(Refuses<NotSupportedException>(() => JsonSerializer.Serialize(new Bare(key), WireJson.Default.Bare)), "a key is kept out of JSON");
    }

    private static bool Refuses<TException>(Action action)
        where TException : Exception
    {
        try
        {
            action();
            return false;
        }
        catch (TException)
        {
            return true;
        }
    }
}
