using System.Diagnostics.CodeAnalysis;
using Tacit.Identity.Keys;

namespace Tacit.Identity;

/// <summary>Converts keys to their verifiable and their encrypted form, and back, without a lookup.</summary>
/// <remarks>
/// Every key of the ring is tried whatever the others say, and tags are compared in constant time. An identifier is genuine if exactly one key opens it, its kind is
/// the expected one, its epoch is allowed and it was not made ahead of the clock. A genuine identifier is no permission. Thread-safe.
/// </remarks>
public sealed class IdentityCodec
{
    private readonly IdentityKeyRing _ring;
    private readonly IdentityPolicy _policy;
    private readonly TimeProvider _time;
    private readonly IdentityKey _generating;

    /// <summary>A codec of a ring.</summary>
    /// <param name="ring">The keys. The codec does not dispose of them.</param>
    /// <param name="policy">What is opened; <see cref="IdentityPolicy.Public"/> unless given.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    public IdentityCodec(IdentityKeyRing ring, IdentityPolicy? policy = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(ring);
        (_ring, _policy, _time, _generating) = (ring, policy ?? IdentityPolicy.Public, time ?? TimeProvider.System, ring.Generating);
    }

    /// <summary>The verifiable form, for services that share the ring: it shows time, kind and order.</summary>
    /// <param name="skid">The key.</param>
    /// <param name="entityType">The number of its kind.</param>
    /// <param name="epoch">Its epoch.</param>
    public PublicId ToPlain(Skid skid, byte entityType, byte epoch = 0) => _generating.Plain(skid, entityType, epoch);

    /// <summary>The verifiable form of a typed key.</summary>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="id">The key.</param>
    /// <param name="epoch">Its epoch.</param>
    public PublicId ToPlain<TEntity>(EntityId<TEntity> id, byte epoch = 0)
        where TEntity : IEntityType => ToPlain(id.Skid, TEntity.EntityType, epoch);

    /// <summary>The encrypted form, for the outside: it shows nothing but that it is the same each time.</summary>
    /// <param name="skid">The key.</param>
    /// <param name="entityType">The number of its kind.</param>
    /// <param name="epoch">Its epoch.</param>
    public PublicId ToSecure(Skid skid, byte entityType, byte epoch = 0) => _generating.Secure(skid, entityType, epoch);

    /// <summary>The encrypted form of a typed key.</summary>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="id">The key.</param>
    /// <param name="epoch">Its epoch.</param>
    public PublicId ToSecure<TEntity>(EntityId<TEntity> id, byte epoch = 0)
        where TEntity : IEntityType => ToSecure(id.Skid, TEntity.EntityType, epoch);

    /// <summary>Opens an identifier of one kind that is authenticated.</summary>
    /// <typeparam name="TEntity">The expected kind.</typeparam>
    /// <param name="id">The identifier.</param>
    /// <param name="result">The key.</param>
    /// <returns>Whether it is genuine; there is one answer for all that it may lack.</returns>
    public bool TryOpen<TEntity>(PublicId id, out EntityId<TEntity> result)
        where TEntity : IEntityType
    {
        var genuine = TryOpen(id, TEntity.EntityType, out var opened) && opened.Value.IsAuthenticated;
        result = genuine ? new(opened!.Value.Skid) : default;
        return genuine;
    }

    /// <summary>Opens an identifier.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="expectedType">The expected number of its kind, or null for any.</param>
    /// <param name="opened">What it says.</param>
    /// <returns>Whether it is genuine; there is one answer for all that it may lack.</returns>
    public bool TryOpen(PublicId id, byte? expectedType, [NotNullWhen(true)] out OpenedId? opened)
    {
        var (hits, found, now) = (0, default(OpenedId), _time.GetUtcNow());
        Span<byte> bytes = stackalloc byte[16];
        id.WriteTo(bytes);
        var looksPlain = bytes[6] == SkeidLayout.Marker && bytes[8] == SkeidLayout.Marker;
        for (var i = 0; i < _ring.Secrets.Count; i++)
        {
            var (secret, key) = (_ring.Secrets[i], _ring.Keys[i]);

            // What is skipped depends on the policy, on bytes that everybody sees, and on the answer: never on a key.
            PublicId plain = default;
            var isPlain = _policy.AcceptPlain && looksPlain && secret.IsGenuine(id);
            var isSecure = !isPlain && _policy.AcceptSecure && secret.IsGenuine(id, out plain);
            if ((isPlain | isSecure) & !(key.Until <= now))
            {
                hits++;
                (isPlain ? id : plain).WriteTo(bytes);
                var (skid, type, epoch) = SkeidLayout.Read(bytes);
                found = new(skid, type, epoch, isSecure, key.Id, key.State != IdentityKeyState.Exposed);
            }
        }

        var genuine = hits == 1 && (expectedType is null || found.EntityType == expectedType) && _policy.Epochs.Contains(found.Epoch) && found.Skid.Tick <= SkidTime.Of(now + _policy.Ahead, found.Epoch);
        opened = genuine ? found : null;
        return genuine;
    }
}
