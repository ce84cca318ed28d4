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
    private readonly IdentityPolicy _policy;
    private readonly TimeProvider _time;
    private readonly IdentityKey _generating;
    private readonly IdentityKey[] _secrets;
    private readonly RingKey[] _keys;
    private readonly bool[] _epochs = new bool[256];

    // The last tick, of all epochs, that an identifier may be of, as the clock said when it was asked last.
    private long _latest;

    /// <summary>A codec of a ring.</summary>
    /// <param name="ring">The keys. The codec does not dispose of them.</param>
    /// <param name="policy">What is opened; <see cref="IdentityPolicy.Public"/> unless given.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    public IdentityCodec(IdentityKeyRing ring, IdentityPolicy? policy = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(ring);
        (_policy, _time, _generating, _secrets, _keys) = (policy ?? IdentityPolicy.Public, time ?? TimeProvider.System, ring.Generating, [.. ring.Secrets], [.. ring.Keys]);
        _latest = _policy.Ahead == TimeSpan.MaxValue ? long.MaxValue : -1;
        foreach (var epoch in _policy.Epochs)
        {
            _epochs[epoch] = true;
        }
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
        var (hits, found) = (0, default(OpenedId));
        var looksPlain = SkeidLayout.LooksPlain(id.Value);
        for (var i = 0; i < _secrets.Length; i++)
        {
            var (secret, key) = (_secrets[i], _keys[i]);

            // What is skipped depends on the policy, on bytes that everybody sees, and on the answer: never on a key.
            PublicId plain = default;
            var isPlain = _policy.AcceptPlain && looksPlain && secret.IsGenuine(id);
            var isSecure = !isPlain && _policy.AcceptSecure && secret.IsGenuine(id, out plain);
            if ((isPlain | isSecure) && !(key.Until is { } until && until <= _time.GetUtcNow()))
            {
                hits++;
                var (skid, type, epoch) = SkeidLayout.Read((isPlain ? id : plain).Value);
                found = new(skid, type, epoch, isSecure, key.Id, key.State != IdentityKeyState.Exposed);
            }
        }

        var genuine = hits == 1 && (expectedType is null || found.EntityType == expectedType) && _epochs[found.Epoch] && IsNotAhead(found.Skid, found.Epoch);
        opened = genuine ? found : null;
        return genuine;
    }

    // The clock is asked about what is later than it showed before: what was in the past once stays there.
    private bool IsNotAhead(Skid skid, byte epoch)
    {
        var tick = skid.Tick + (epoch * SkidTime.Ticks);
        if (tick <= Volatile.Read(ref _latest))
        {
            return true;
        }

        var now = _time.GetUtcNow();
        var latest = _policy.Ahead < DateTimeOffset.MaxValue - now ? SkidTime.Of(now + _policy.Ahead, 0) : long.MaxValue;
        Volatile.Write(ref _latest, latest);
        return tick <= latest;
    }
}
