namespace Tacit.Identity;

/// <summary>What a codec opens. The default is that of a public endpoint: secure forms of the first epoch.</summary>
public sealed record IdentityPolicy
{
    /// <summary>Secure forms alone: a plain one is forged once in 2³² tries, a secure one once in 2⁴⁸.</summary>
    public static IdentityPolicy Public { get; } = new();

    /// <summary>Both forms: between services that trust each other.</summary>
    public static IdentityPolicy Trusted { get; } = new() { AcceptPlain = true };

    /// <summary>Whether plain forms are opened.</summary>
    public bool AcceptPlain { get; init; }

    /// <summary>Whether secure forms are opened.</summary>
    public bool AcceptSecure { get; init; } = true;

    /// <summary>The epochs whose identifiers are opened.</summary>
    public IReadOnlyList<byte> Epochs { get; init; } = [0];

    /// <summary>How far ahead of the clock an identifier may have been made; <see cref="TimeSpan.MaxValue"/> for any time, also of the epochs from 117 on, which no clock shows.</summary>
    public TimeSpan Ahead { get; init; } = TimeSpan.FromSeconds(60);
}
