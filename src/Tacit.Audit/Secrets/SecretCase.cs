using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Secrets;

/// <summary>A victim in some data, and the truth.</summary>
/// <param name="Target">The data behind a defence.</param>
/// <param name="Victim">Who is attacked.</param>
/// <param name="HasSecret">What is guessed.</param>
public sealed record SecretCase(IQueryTarget Target, SecretVictim Victim, bool HasSecret);
