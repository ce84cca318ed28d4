namespace Tacit.Identity;

/// <summary>A kind of thing that has identifiers, with its number, which a verifiable identifier carries.</summary>
/// <remarks>0 and 255 are reserved. Two kinds in one system have two numbers, for ever: an identifier of one must not open as the other.</remarks>
public interface IEntityType
{
    /// <summary>The number, 1 to 254.</summary>
    static abstract byte EntityType { get; }
}
