using System.Security.Cryptography;
using System.Text;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A device's own small ledger, in one file: what it paid over all collections, and the answers that it keeps for ever, sealed.</summary>
/// <remarks>
/// Unit: one installation. An answer is paid, drawn and on disk before anybody sees it; a crash in between leaves it paid and not drawn, and it is drawn later without being paid
/// again. The file holds HMACs for cells and AES-256-GCM for answers, bound to installation, collection and cell. A damaged, shortened or copied file is refused and never
/// replaced. What it cannot see is an older copy of itself that was put back: a device that is restored from a backup begins as a new installation.
/// The ceiling bounds the sum of ε∞ over all kept answers of all collections, and of ε over all reports that were made once. Thread-safe; one process at a time.
/// </remarks>
public sealed class DeviceLedger : IMemoStore, IReportOutbox, IDisposable
{
    private const string Answers = "tacit device answer 1";
    private const string Reports = "tacit device report 1";
    private const string OneReports = "tacit device one report 1";
    private const string Uploads = "tacit device upload 1";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceEntry> _entries;
    private readonly byte[] _installation;
    private readonly (byte[] Name, byte[] Seal, byte[] File) _keys;
    private readonly DeviceStore _store;
    private readonly LocalRandomness _random;

    private DeviceLedger(DeviceStore store, DeviceKey key, string installation, Rational ceiling, IEnumerable<DeviceEntry> entries, LocalRandomness? random)
    {
        _store = store;
        _keys = Keys(key);
        _installation = Encoding.UTF8.GetBytes(installation);
        _entries = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        _random = random ?? LocalRandomness.Create();
        Ceiling = ceiling;
        foreach (var entry in _entries.Values)
        {
            Spent += entry.Paid;
        }
    }

    /// <summary>What all answers of all collections may cost together.</summary>
    public Rational Ceiling { get; }

    /// <summary>What they cost so far.</summary>
    public Rational Spent { get; private set; }

    internal Action<DeviceStep>? Step
    {
        get => _store.Step;
        set => _store.Step = value;
    }

    /// <summary>Begins a ledger in a new file.</summary>
    /// <param name="path">The file. Beside it stand its lock, and for moments the next version.</param>
    /// <param name="key">The installation's secret.</param>
    /// <param name="installation">Identity of the installation, from the operating system or the application and not from the file: a file that is copied to another one is refused there.</param>
    /// <param name="ceiling">ε that all collections together may cost.</param>
    /// <exception cref="BadInputException">The file is there already, or cannot be written.</exception>
    public static DeviceLedger Create(string path, DeviceKey key, string installation, Quantity ceiling) => Create(path, key, installation, ceiling, null);

    /// <summary>Goes on with a ledger.</summary>
    /// <exception cref="BadInputException">The file is not there, damaged, shortened, of another key or installation, or open in another process.</exception>
    public static DeviceLedger Open(string path, DeviceKey key, string installation) => Open(path, key, installation, null);

    /// <inheritdoc/>
    public byte[] Answer(MemoCell cell, Rational price, int size, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(draw);
        if (price.Sign < 0)
        {
            throw new BadInputException("An answer costs an ε of at least zero.");
        }

        lock (_gate)
        {
            _store.Check();
            var (name, bound) = (NameOf(cell, Answers), Bound(cell, Answers, 0));
            if (_entries.TryGetValue(name, out var entry) && entry.Sealed.Length > 0)
            {
                return Unseal(entry, bound, size);
            }

            if (entry is null)
            {
                Debit(new(name, price, 0, []), price);
            }

            var answer = new byte[size];
            draw(_random, answer);
            Step?.Invoke(DeviceStep.Drawn);
            Put(new(name, entry?.Paid ?? price, 0, Seal(answer, bound)));
            return answer;
        }
    }

    /// <inheritdoc/>
    public byte[] Report(string collection, uint epoch, int size, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        lock (_gate)
        {
            _store.Check();
            var cell = new MemoCell(collection, string.Empty);
            var (name, bound) = (NameOf(cell, Reports), Bound(cell, Reports, epoch));
            if (_entries.TryGetValue(name, out var last) && last.Epoch >= epoch)
            {
                return last.Epoch == epoch ? Unseal(last, bound, size) : throw Late(collection, last.Epoch);
            }

            var report = new byte[size];
            draw(_random, report);
            Step?.Invoke(DeviceStep.Drawn);
            Put(new(name, Rational.Zero, epoch, Seal(report, bound)));
            return report;
        }
    }

    /// <inheritdoc/>
    public byte[] ReportOnce(Collection collection, uint epoch, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var price = PriceOnce(collection);
        lock (_gate)
        {
            _store.Check();
            var cell = new MemoCell(collection.Id, string.Empty);
            var (name, bound) = (NameOf(cell, OneReports), Bound(cell, OneReports, epoch));
            if (_entries.TryGetValue(name, out var last) && last.Epoch > epoch)
            {
                throw Late(collection.Id, last.Epoch);
            }

            if (last?.Epoch == epoch && last.Sealed.Length > 0)
            {
                return Unseal(last, bound, collection.Protocol.ReportSize);
            }

            // One entry for all epochs, which holds what they cost together; paid and empty is paid for the present one.
            if (last?.Epoch != epoch)
            {
                last = new(name, (last?.Paid ?? Rational.Zero) + price, epoch, []);
                Debit(last, price);
            }

            var report = new byte[collection.Protocol.ReportSize];
            draw(_random, report);
            Step?.Invoke(DeviceStep.Drawn);
            Put(last with { Sealed = Seal(report, bound) });
            return report;
        }
    }

    /// <inheritdoc/>
    public byte[] Pack(Collection collection, uint epoch, ReadOnlySpan<byte> report, ReadOnlySpan<byte> token = default) => Pack(_keys.Name, _installation, collection, epoch, report, token);

    /// <summary>Lets go of the file.</summary>
    public void Dispose()
    {
        // Not in the midst of an answer: it is paid, and another process could open what it is not in yet.
        lock (_gate)
        {
            _store.Dispose();
        }
    }

    internal static DeviceLedger Create(string path, DeviceKey key, string installation, Quantity ceiling, LocalRandomness? random)
    {
        Check(key, installation);
        var most = ceiling.NonNegative("The ceiling of a device");
        var store = DeviceStore.Lock(path);
        try
        {
            var ledger = new DeviceLedger(store, key, installation, most, [], random);
            store.WriteNew(ledger.Encode());
            return ledger;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    internal static DeviceLedger Open(string path, DeviceKey key, string installation, LocalRandomness? random)
    {
        Check(key, installation);
        var store = DeviceStore.Lock(path);
        try
        {
            var (_, _, file) = Keys(key);
            var (ceiling, entries) = DeviceFile.Decode(file, Mark(file, Encoding.UTF8.GetBytes(installation)), store.Read(), path);
            return new(store, key, installation, ceiling, entries, random);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    internal static BadInputException Late(string collection, uint epoch) =>
        new($"A report of epoch {epoch} of collection {collection} was made already, so none is made for an earlier one: its bytes are no longer kept, and others would be a second release.");

    /// <summary>One report as the upload that it always is, under a device's key.</summary>
    internal static byte[] Pack(byte[] key, byte[] installation, Collection collection, uint epoch, ReadOnlySpan<byte> report, ReadOnlySpan<byte> token)
    {
        ArgumentNullException.ThrowIfNull(collection);

        // Two reports in one upload would be known to be of one device.
        if (report.Length != collection.Protocol.ReportSize)
        {
            throw new BadInputException($"One report of collection {collection.Name} has {collection.Protocol.ReportSize} bytes, and {report.Length} were given. Pack the report that is kept, each in an upload of its own.");
        }

        // A keyed hash: nobody else has it, and it links no two uploads of a device.
        byte[] named = [.. Bound(new(collection.Id, string.Empty), Uploads, epoch, installation), .. report];
        return Envelope.Pack(collection, epoch, report, token, HMACSHA256.HashData(key, named).AsSpan(0, Envelope.NonceBytes));
    }

    internal static Rational PriceOnce(Collection collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return collection.Protocol.Privacy is { Rounds: null } privacy
            ? privacy.Epsilon
            : throw new BadInputException($"Protocol {collection.Protocol.Name} of collection {collection.Name} reports in rounds: a report by itself would be paid beside what its client keeps. Give the ledger to the protocol's Client, and call its Report.");
    }

    private static (byte[] Name, byte[] Seal, byte[] File) Keys(DeviceKey key) => (key.For("tacit device names 1"), key.For("tacit device answers 1"), key.For("tacit device file 1"));

    private static byte[] Mark(byte[] fileKey, byte[] installation) => HMACSHA256.HashData(fileKey, installation);

    private static void Check(DeviceKey key, string installation)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (string.IsNullOrWhiteSpace(installation))
        {
            throw new BadInputException("An installation needs an identity of its own, for example the one that the operating system gives to the application.");
        }
    }

    private void Debit(DeviceEntry entry, Rational price)
    {
        if (!(Spent + price <= Ceiling))
        {
            throw new BudgetExceededException($"This device has paid ε = {Spent} of at most {Ceiling}, and another {price} would pass that. Nothing was drawn or reported.") { Account = "device" };
        }

        Spent += price;
        if (price.Sign > 0)
        {
            Put(entry);
            Step?.Invoke(DeviceStep.Debited);
        }
    }

    private void Put(DeviceEntry entry)
    {
        _entries[entry.Name] = entry;
        _store.Replace(Encode());
        Step?.Invoke(DeviceStep.Kept);
    }

    private byte[] Encode() => DeviceFile.Encode(_keys.File, Mark(_keys.File, _installation), Ceiling, _entries.Values);

    private string NameOf(MemoCell cell, string label) => Convert.ToHexStringLower(HMACSHA256.HashData(_keys.Name, cell.Bytes(label)));

    private byte[] Bound(MemoCell cell, string label, uint epoch) => Bound(cell, label, epoch, _installation);

    private static byte[] Bound(MemoCell cell, string label, uint epoch, byte[] installation) =>
        [.. cell.Bytes(label), (byte)(epoch >> 24), (byte)(epoch >> 16), (byte)(epoch >> 8), (byte)epoch, .. installation];

    private byte[] Seal(byte[] answer, byte[] bound)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var (cipher, tag) = (new byte[answer.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = new AesGcm(_keys.Seal, tag.Length);
        aes.Encrypt(nonce, answer, cipher, tag, bound);
        return [.. nonce, .. cipher, .. tag];
    }

    private byte[] Unseal(DeviceEntry entry, byte[] bound, int size)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var answer = new byte[size];
        if (entry.Sealed.Length == nonce + size + tag)
        {
            using var aes = new AesGcm(_keys.Seal, tag);
            try
            {
                aes.Decrypt(entry.Sealed.AsSpan(0, nonce), entry.Sealed.AsSpan(nonce, size), entry.Sealed.AsSpan(nonce + size), answer, bound);
                return answer;
            }
            catch (AuthenticationTagMismatchException)
            {
            }
        }

        throw new BadInputException($"An answer in the device ledger '{_store.Path}' does not belong to its place. Nothing is drawn again. Restore the very last copy of the file, or begin as a new installation.");
    }
}
