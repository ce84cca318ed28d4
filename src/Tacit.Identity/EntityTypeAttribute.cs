namespace Tacit.Identity;

/// <summary>Declares a kind of thing with its number: the generator of this package writes the <see cref="IEntityType"/> of the partial type, and reports a number that two have.</summary>
/// <param name="number">The number, 1 to 254, for ever.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class EntityTypeAttribute(byte number) : Attribute
{
    /// <summary>The number, 1 to 254.</summary>
    public byte Number { get; } = number;
}
