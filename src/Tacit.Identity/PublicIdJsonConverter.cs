namespace Tacit.Identity;

/// <summary>Identifiers as JSON strings.</summary>
public sealed class PublicIdJsonConverter : TextJsonConverter<PublicId>;
