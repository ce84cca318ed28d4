using System.ComponentModel;
using System.Globalization;

namespace Tacit.Identity;

/// <summary>Text to a value and back, for configuration and designers.</summary>
/// <typeparam name="T">A value that reads its own text.</typeparam>
public sealed class ParsableTypeConverter<T> : TypeConverter
    where T : struct, IParsable<T>
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? T.Parse(text, CultureInfo.InvariantCulture) : base.ConvertFrom(context, culture, value);

    /// <inheritdoc/>
    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        value is T own && destinationType == typeof(string) ? own.ToString() : base.ConvertTo(context, culture, value, destinationType);
}
