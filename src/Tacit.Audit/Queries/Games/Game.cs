using Tacit.Audit.Queries.Endpoints;
using Tacit.Randomness;

namespace Tacit.Audit.Queries.Games;

/// <summary>One play: the target is in the data or not, and the attacker has to say which. He knows the declarations, everybody else, and the target's mark.</summary>
internal sealed record Game(IQueryEndpoint Endpoint, GameShape Shape, int Target, IReadOnlyList<int> Others, RandomSource Random, CancellationToken Token)
{
    /// <summary>A guess of somebody who learned nothing.</summary>
    public double Coin => Random.NextBit() ? 1 : 0;

    public string IsTarget => Shape.Is(Target);

    public Task<QueryReply> AskAsync(string select, string? where = null, int oneOf = 1, string? analyst = null) =>
        AskAsync(new(select, Shape.From) { Where = where, OneOf = oneOf, Analyst = analyst });

    public Task<QueryReply> AskAsync(EndpointQuestion question) => Endpoint.AskAsync(question, Token);

    /// <summary>The mean of the numbers that came back, or null where none did.</summary>
    public static double? Mean(IEnumerable<QueryReply> replies) => replies.Select(r => r.Number).OfType<double>().ToList() is { Count: > 0 } numbers ? numbers.Average() : null;
}
