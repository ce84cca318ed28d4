using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tacit.Identity;

/// <summary>Keeps a key out of JSON where nobody said how it is written: taken apart, it would show when it was made, and any number would be read as one.</summary>
/// <remarks>A converter of the options goes first: that of the package Tacit.Identity.AspNetCore writes and opens the encrypted form.</remarks>
public sealed class EntityIdJsonGuard : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => true;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        var kind = typeToConvert.GenericTypeArguments is [var entity] ? entity.Name : "an entity";
        throw new NotSupportedException(
            $"The key of {kind} is not written to JSON, nor read from it, by these options: it is a number of the inside that shows when it was made. In ASP.NET Core use the application's options, to which AddTacitIdentity adds "
            + "its converter. Elsewhere write the PublicId that IdentityCodec.ToSecure makes, and open what is read with TryOpen.");
    }
}
