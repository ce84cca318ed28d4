namespace Tacit.Identity.Generators;

/// <summary>A type with a number, as text: what is written of it. Compared by value.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Namespace">Its namespace, or none.</param>
/// <param name="Headers">The lines that open it and what it is nested in, from the outside, parted by line breaks.</param>
/// <param name="IsWritten">Whether its other part can be written.</param>
internal readonly record struct DeclaredType(byte Number, string Name, string Namespace, string Headers, bool IsWritten);
