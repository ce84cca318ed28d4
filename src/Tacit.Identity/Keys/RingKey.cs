namespace Tacit.Identity;

/// <summary>What may be known of a key of a ring.</summary>
/// <param name="Id">Its name: a hash of the key, of which it says nothing else.</param>
/// <param name="State">What it is for.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Until">When its grace period ends, after which it opens nothing; null where it has no end.</param>
public sealed record RingKey(string Id, IdentityKeyState State, DateTimeOffset Created, DateTimeOffset? Until);
