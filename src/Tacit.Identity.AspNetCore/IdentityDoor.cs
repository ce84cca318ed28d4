using Microsoft.AspNetCore.Http;

namespace Tacit.Identity.AspNetCore;

/// <summary>Where identifiers come in and go out: text from outside is opened, keys are encrypted. There is one answer for all that an identifier may lack.</summary>
internal sealed class IdentityDoor(IdentityCodec codec, IdentityKeyRing ring, TacitIdentityOptions options, TimeProvider time)
{
    private const byte Marker = 0x8D;
    private readonly FailureBudget _budget = new(options.FailuresOfAClient, options.FailuresOfAll, time);
    private readonly IdentityCodec _secureOnly = new(ring, options.Policy with { AcceptPlain = false }, time);

    public bool TryOpen<TEntity>(PublicId given, HttpContext? context, out EntityId<TEntity> id)
        where TEntity : IEntityType
    {
        if (!options.Policy.AcceptPlain || !LooksPlain(given))
        {
            return codec.TryOpen(given, out id);
        }

        var client = context is null ? string.Empty : options.Client(context);
        var payer = _budget.Take(client);
        if (payer == FailureBudget.Payer.None)
        {
            return _secureOnly.TryOpen(given, out id);
        }

        var isGenuine = codec.TryOpen(given, out id);
        if (isGenuine)
        {
            _budget.GiveBack(client, payer);
        }

        return isGenuine;
    }

    public bool TryOpen<TEntity>(string? text, HttpContext? context, out EntityId<TEntity> id)
        where TEntity : IEntityType
    {
        id = default;
        return PublicId.TryParse(text, null, out var given) && TryOpen(given, context, out id);
    }

    public PublicId Close<TEntity>(EntityId<TEntity> id)
        where TEntity : IEntityType => id.Skid == Skid.None
            ? throw new InvalidOperationException($"A {typeof(TEntity).Name} without a key has no identifier. Add it to its context first, or make its key.")
            : codec.ToSecure(id, options.Epoch);

    // Bytes 6 and 8, which everybody sees.
    private static bool LooksPlain(PublicId given) => (byte)(given.Value >> 72) == Marker && (byte)(given.Value >> 56) == Marker;
}
