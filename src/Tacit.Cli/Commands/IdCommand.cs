using System.CommandLine;
using System.Globalization;
using Tacit.Cli.Output;
using Tacit.Identity;

namespace Tacit.Cli.Commands;

internal static class IdCommand
{
    private const int Most = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Option<string?> Ring = new("--ring") { Description = "The ring of keys; made on first use with rights for its owner alone. In the folder of the user's settings unless given.", Recursive = true };
    private static readonly Option<string?> Audience = new("--audience") { Description = "The recipient or study whose identifiers are meant: the same key has others there.", Recursive = true };

    public static Command Create() => new(
        "id", "Makes, shows and verifies source-known identifiers: a key of 8 bytes, its verifiable and its encrypted form.\n\nExample: tacit id new --json")
    {
        New(), Show(), Verify(), Rotate(), Ring, Audience,
    };

    private static Command New()
    {
        var type = TypeOption();
        var app = new Option<int>("--app") { Description = "The application, 1 to 127.", DefaultValueFactory = _ => 1 };
        var instance = new Option<int>("--instance") { Description = "Its instance, 0 to 63: one process at a time has it.", DefaultValueFactory = _ => 0 };
        var count = new Option<int>("--count") { Description = "How many.", DefaultValueFactory = _ => 1 };
        var json = JsonOut.Option("Print one JSON object, a list where several are made; see docs/cli.md.");
        var command = new Command("new", "Makes an identifier.\n\nExample: tacit id new --type 4 --count 3") { type, app, instance, count, json };
        command.SetAction((result, token) => RunAsync(() =>
        {
            var (kind, number) = (Type(result.GetValue(type)), result.GetValue(count));
            if (number is < 1 or > Most || result.GetValue(app) is < 1 or > Skid.MostApp || result.GetValue(instance) is < 0 or > Skid.MostInstance)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"--count is 1 to {Most:N0}, --app 1 to {Skid.MostApp} and --instance 0 to {Skid.MostInstance}."));
            }

            using var ring = Keys(result.GetValue(Ring), result.GetValue(Audience));
            var codec = new IdentityCodec(ring);
            using var held = FileInstanceLease.OfUser(result.GetValue(app), result.GetValue(instance), Patience, token);
            var generator = new SkidGenerator(held);
            var made = Enumerable.Range(0, number).Select(_ => generator.Next(kind, token)).Select(skid => new { skid = skid.ToString(), skeid = codec.ToPlain(skid, kind).ToString(), secure = codec.ToSecure(skid, kind).ToString() }).ToList();
            if (result.GetValue(json) && number == 1)
            {
                JsonOut.Print(made[0]);
            }
            else if (result.GetValue(json))
            {
                JsonOut.Print(made);
            }
            else
            {
                made.ForEach(m => Console.Out.WriteLine($"{m.skid}  {m.skeid}  {m.secure}"));
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "A key, or an identifier of 36 characters." };
        var json = JsonOut.Option("Print one JSON object; see docs/cli.md.");
        var command = new Command("show", "Shows what an identifier says: when, where and of what kind it was made. A key alone needs no ring.\n\nExample: tacit id show 00081b32-0005-8d01-8d0c-002a492c0e75") { id, json };
        command.SetAction((result, _) => RunAsync(() =>
        {
            var text = result.GetValue(id)!;
            if (Skid.TryParse(text, null, out var key))
            {
                Print(new { skid = key.ToString(), created = key.CreatedAt(), app = key.AppId, instance = key.InstanceId, sequence = key.Sequence }, result.GetValue(json));
                return Exit.Done;
            }

            using var ring = KeysThere(result.GetValue(Ring), result.GetValue(Audience));
            if (!new IdentityCodec(ring, IdentityPolicy.Trusted).TryOpen(Parse(text), null, out var opened))
            {
                Console.Error.WriteLine("Not genuine under this ring.");
                return Exit.Failed;
            }

            var skid = opened.Value.Skid;
            Print(
                new
                {
                    skid = skid.ToString(), form = opened.Value.IsSecure ? "secure" : "skeid", type = opened.Value.EntityType, epoch = opened.Value.Epoch, created = skid.CreatedAt(opened.Value.Epoch),
                    app = skid.AppId, instance = skid.InstanceId, sequence = skid.Sequence, key = opened.Value.KeyId, authenticated = opened.Value.IsAuthenticated,
                },
                result.GetValue(json));
            return Exit.Done;
        }));
        return command;
    }

    private static Command Verify()
    {
        var id = new Argument<string>("id") { Description = "An identifier of 36 characters." };
        var type = new Option<int?>("--type") { Description = "The kind that it must be of, 1 to 254; any unless given." };
        var secure = new Option<bool>("--secure-only") { Description = "Refuse the verifiable form, as a public endpoint does." };
        var command = new Command("verify", "Says whether an identifier is genuine. 0: it is. 1: it is forged, or of another ring. 2: there is no answer, as it is no identifier or the ring cannot be read.\n\nExample: tacit id verify 652068a4-3612-cc4b-8abb-83b853dc6786 --type 1") { id, type, secure };
        command.SetAction(async (result, _) =>
        {
            // 1 is an answer, "not genuine", and nothing else: whatever keeps this from an answer must not look like one.
            var isAnswered = false;
            var code = await RunAsync(() =>
            {
                var kind = result.GetValue(type) is { } t ? Type(t) : (byte?)null;
                var parsed = Parse(result.GetValue(id)!);
                using var ring = KeysThere(result.GetValue(Ring), result.GetValue(Audience));
                var genuine = new IdentityCodec(ring, result.GetValue(secure) ? IdentityPolicy.Public : IdentityPolicy.Trusted).TryOpen(parsed, kind, out var opened) && opened.Value.IsAuthenticated;
                Console.Out.WriteLine(genuine ? "genuine" : "not genuine");
                isAnswered = true;
                return genuine ? Exit.Done : Exit.Failed;
            });
            return isAnswered ? code : Exit.BadInput;
        });
        return command;
    }

    private static Command Rotate()
    {
        var grace = new Option<double?>("--grace-days") { Description = "How long the present key still reads; without an end unless given." };
        var drop = new Option<string?>("--drop") { Description = "Removes a key that only reads, instead of making a new one." };
        var command = new Command("rotate", "Makes a new key, and keeps the present one for reading.\n\nExample: tacit id rotate --grace-days 30") { grace, drop };
        command.SetAction((result, _) => RunAsync(() =>
        {
            if (result.GetValue(Audience) is not null)
            {
                throw new BadInputException("Audiences have keys that come from the ring: rotate the ring.");
            }

            if (result.GetValue(grace) is { } days && !(days is > 0 and < 100_000))
            {
                throw new BadInputException($"--grace-days is a number of days above zero, but was {days}.");
            }

            Keys(result.GetValue(Ring), null).Dispose();
            using var next = IdentityKeyRing.Change(
                PathOf(result.GetValue(Ring)),
                ring => result.GetValue(drop) is { } dropped ? ring.Without(dropped) : ring.Rotate(result.GetValue(grace) is { } g ? TimeSpan.FromDays(g) : null));
            foreach (var key in next.Keys)
            {
                Console.Out.WriteLine($"{key.Id}  {key.State.ToString().ToLowerInvariant()}{(key.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $" until {until:yyyy-MM-dd HH:mm}Z") : string.Empty)}");
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Option<int> TypeOption() => new("--type") { Description = "The number of its kind, 1 to 254.", DefaultValueFactory = _ => 1 };

    private static byte Type(int type) => type is >= 1 and <= 254 ? (byte)type : throw new BadInputException($"--type is 1 to 254, but was {type}.");

    private static PublicId Parse(string text) => PublicId.TryParse(text, null, out var id)
        ? id
        : throw new BadInputException($"'{(text.Length <= 40 ? text : text[..40] + "…")}' is no identifier: those have 36 characters, hexadecimal digits and hyphens.");

    internal static string PathOf(string? ring) => ring ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.Create), "tacit", "identity", "ring.json");

    // A ring that is made for the purpose opens nothing, so that a wrong name would make forgeries of all identifiers.
    private static IdentityKeyRing KeysThere(string? path, string? audience) => File.Exists(PathOf(path)) || Directory.Exists(PathOf(path))
        ? Keys(path, audience)
        : throw new BadInputException($"There is no ring of keys at {PathOf(path)}. Name the ring that the identifier was made with: --ring.");

    private static IdentityKeyRing Keys(string? path, string? audience)
    {
        IdentityKeyRing ring;
        try
        {
            ring = IdentityKeyRing.LoadOrCreate(PathOf(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The ring of keys {PathOf(path)} cannot be read, or made where there is none: {e.Message} Look after its rights and its disk, or name another one: --ring.");
        }

        if (audience is null)
        {
            return ring;
        }

        using (ring)
        {
            return ring.Audience(audience);
        }
    }

    private static void Print<T>(T value, bool json)
    {
        if (json)
        {
            JsonOut.Print(value);
            return;
        }

        foreach (var property in typeof(T).GetProperties())
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{property.Name,-14}{property.GetValue(value)}"));
        }
    }

    private static Task<int> RunAsync(Func<int> command) => RunAsync(() => Task.FromResult(command()));

    /// <summary>Runs what uses a ring and an instance; what is wrong with these is said in their words.</summary>
    internal static Task<int> RunAsync(Func<Task<int>> command) => Exit.RunAsync(async () =>
    {
        try
        {
            return await command();
        }
        catch (BadIdentityKeyException e)
        {
            throw new BadInputException(e.Message);
        }
        catch (Exception e) when (e is LeaseLostException or ClockRegressionException)
        {
            Console.Error.WriteLine(e.Message);
            return Exit.Failed;
        }
    });
}
