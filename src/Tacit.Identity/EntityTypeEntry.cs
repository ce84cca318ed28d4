namespace Tacit.Identity;

/// <summary>A kind of thing in a registry.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">The full name of its type.</param>
public readonly record struct EntityTypeEntry(byte Number, string Name);
