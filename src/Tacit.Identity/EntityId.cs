using System.Globalization;
using System.Text.Json.Serialization;

namespace Tacit.Identity;

/// <summary>The key of one kind of thing: that of a patient is not accepted where that of a data set is wanted.</summary>
/// <remarks>Not written to JSON unless a converter of the options does so, as that of the package Tacit.Identity.AspNetCore: see <see cref="EntityIdJsonGuard"/>.</remarks>
/// <typeparam name="TEntity">The kind.</typeparam>
[JsonConverter(typeof(EntityIdJsonGuard))]
public readonly record struct EntityId<TEntity>(Skid Skid) : IComparable<EntityId<TEntity>>, ISpanFormattable, IUtf8SpanFormattable
    where TEntity : IEntityType
{
    /// <summary>Order of keys.</summary>
    /// <param name="other">Another key of the kind.</param>
    public int CompareTo(EntityId<TEntity> other) => Skid.CompareTo(other.Skid);

    /// <summary>Whether a key sorts before another.</summary>
    public static bool operator <(EntityId<TEntity> left, EntityId<TEntity> right) => left.Skid < right.Skid;

    /// <summary>Whether a key sorts after another.</summary>
    public static bool operator >(EntityId<TEntity> left, EntityId<TEntity> right) => left.Skid > right.Skid;

    /// <summary>Whether a key sorts before another or is the same.</summary>
    public static bool operator <=(EntityId<TEntity> left, EntityId<TEntity> right) => left.Skid <= right.Skid;

    /// <summary>Whether a key sorts after another or is the same.</summary>
    public static bool operator >=(EntityId<TEntity> left, EntityId<TEntity> right) => left.Skid >= right.Skid;

    /// <summary>The number of the key.</summary>
    public override string ToString() => Skid.ToString();

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => Skid.ToString(format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => Skid.TryFormat(destination, out charsWritten, format, provider);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => Skid.TryFormat(utf8Destination, out bytesWritten, format, provider);
}
