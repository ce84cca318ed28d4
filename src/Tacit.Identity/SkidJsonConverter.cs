namespace Tacit.Identity;

/// <summary>Keys as JSON strings.</summary>
public sealed class SkidJsonConverter : TextJsonConverter<Skid>;
