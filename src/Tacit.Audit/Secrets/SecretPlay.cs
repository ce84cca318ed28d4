using Tacit.Audit.Queries.Endpoints;
using Tacit.Randomness;

namespace Tacit.Audit.Secrets;

/// <summary>One attack on one person: questions are asked and counted.</summary>
/// <param name="endpoint">The database.</param>
/// <param name="victim">The person.</param>
/// <param name="random">For choices of the attacker.</param>
/// <param name="token">Cancels.</param>
public sealed class SecretPlay(IQueryEndpoint endpoint, SecretVictim victim, RandomSource random, CancellationToken token)
{
    /// <summary>The person.</summary>
    public SecretVictim Victim { get; } = victim;

    /// <summary>For choices of the attacker.</summary>
    public RandomSource Random { get; } = random;

    /// <summary>Questions that were asked so far.</summary>
    public int Questions { get; private set; }

    /// <summary>How many persons meet all these conditions; null where the endpoint does not say.</summary>
    /// <param name="conditions">The conjunction.</param>
    /// <param name="oneOf">How many questions of this size one budget is wanted for.</param>
    public async Task<double?> CountAsync(IEnumerable<RowCondition> conditions, int oneOf = 1) => (await AskAsync(new("count(*)", Victim.Table) { Conditions = [.. conditions], OneOf = oneOf }).ConfigureAwait(false)).Number;

    /// <summary>Asks anything.</summary>
    /// <param name="question">The question.</param>
    public Task<QueryReply> AskAsync(EndpointQuestion question)
    {
        Questions++;
        return endpoint.AskAsync(question, token);
    }
}
