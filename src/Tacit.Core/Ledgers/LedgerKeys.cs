using System.Security.Cryptography;
using System.Text;

namespace Tacit.Ledgers;

/// <summary>The owner's key of a ledger, kept outside it: chains records, names plans, seals answers at rest.</summary>
public sealed class LedgerKeys
{
    private const int Size = 32;
    private readonly byte[] _master;
    private readonly byte[] _chain;
    private readonly byte[] _plan;
    private readonly byte[] _seal;

    private LedgerKeys(byte[] master)
    {
        _master = master;
        _chain = Derive("tacit ledger chain 1");
        _plan = Derive("tacit ledger plan 1");
        _seal = Derive("tacit ledger seal 1");
    }

    /// <summary>A new random key.</summary>
    public static LedgerKeys Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The key of 32 stored bytes.</summary>
    /// <exception cref="LedgerException">There are not 32 bytes.</exception>
    public static LedgerKeys From(ReadOnlySpan<byte> master) => master.Length == Size
        ? new(master.ToArray())
        : throw new LedgerException($"A ledger key has {Size} bytes, but {master.Length} were found. Restore the key file that was made with the ledger.");

    /// <summary>The 32 bytes to keep. Whoever has them can read stored answers and rewrite history.</summary>
    public byte[] Export() => [.. _master];

    /// <summary>The keyed hash that chains a record to the one before.</summary>
    internal string Chain(string previousHash, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _chain);
        hmac.AppendData(Convert.FromHexString(previousHash));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>Whether a record carries the keyed hash of its own content; false also for hashes that are no hashes.</summary>
    internal bool Holds(LedgerRecord record)
    {
        try
        {
            return record.Hash == Chain(record.PreviousHash, record.Body());
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The state with the seal that <see cref="Holds(AccountState, string)"/> looks for.</summary>
    internal AccountState Seal(AccountState state, string ledgerId) => state with { Seal = SealOf(state, ledgerId) };

    /// <summary>Whether a state carries the keyed hash of its own content in this ledger.</summary>
    internal bool Holds(AccountState state, string ledgerId) => state.Seal == SealOf(state, ledgerId);

    private string SealOf(AccountState state, string ledgerId) => Convert.ToHexStringLower(HMACSHA256.HashData(
        _chain, Encoding.UTF8.GetBytes($"state|{ledgerId}|{(state with { Seal = string.Empty }).ToJson()}")));

    /// <summary>The keyed name of a plan. Each part is preceded by its length, so that no two lists of parts share a name.</summary>
    internal string Plan(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(_plan, Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Encrypts an answer for its entry (AES-256-GCM).</summary>
    internal byte[] Seal(ReadOnlySpan<byte> answer, string context)
    {
        var sealedBytes = new byte[12 + answer.Length + 16];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, 12));
        using var aes = new AesGcm(_seal, 16);
        aes.Encrypt(sealedBytes.AsSpan(0, 12), answer, sealedBytes.AsSpan(12, answer.Length), sealedBytes.AsSpan(12 + answer.Length), Encoding.UTF8.GetBytes(context));
        return sealedBytes;
    }

    /// <summary>Decrypts an answer of its entry.</summary>
    internal byte[] Open(ReadOnlySpan<byte> sealedBytes, string context)
    {
        try
        {
            var answer = new byte[sealedBytes.Length - 28];
            using var aes = new AesGcm(_seal, 16);
            aes.Decrypt(sealedBytes[..12], sealedBytes[12..^16], sealedBytes[^16..], answer, Encoding.UTF8.GetBytes(context));
            return answer;
        }
        catch (Exception e) when (e is CryptographicException or OverflowException or ArgumentException)
        {
            throw new LedgerException("A stored answer cannot be opened: the key is another one, or the ledger was altered. Run `tacit ledger verify`.", e);
        }
    }

    private byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, Size, info: Encoding.UTF8.GetBytes(purpose));
}
