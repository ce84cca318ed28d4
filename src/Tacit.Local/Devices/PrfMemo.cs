using System.Security.Cryptography;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A memo that keeps nothing but its key: every answer is drawn anew from randomness that follows from the key and the cell, and so is the same for ever.</summary>
/// <remarks>
/// For places without a durable file, such as browsers; nothing is lost in a crash. The guarantee holds against who cannot break HMAC-SHA256.
/// It knows no ceiling and has no outbox, because it remembers no payment: whoever uses it bounds collections elsewhere.
/// The key of a cell is HKDF-SHA256(key, label ‖ collection ‖ attribute ‖ cell), each after its length.
/// </remarks>
public sealed class PrfMemo : IMemoStore
{
    private const string Label = "tacit prf memo 1";
    private readonly DeviceKey _key;

    /// <summary>A memo of a device's key.</summary>
    public PrfMemo(DeviceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
    }

    /// <inheritdoc/>
    public byte[] Answer(MemoCell cell, Rational price, int size, MemoDraw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var answer = new byte[size];
        draw(RandomnessOf(cell), answer);
        return answer;
    }

    internal LocalRandomness RandomnessOf(MemoCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return new PrfLocalRandomness(HKDF.DeriveKey(HashAlgorithmName.SHA256, _key.Bytes, DeviceKey.Size, info: cell.Bytes(Label)));
    }
}
