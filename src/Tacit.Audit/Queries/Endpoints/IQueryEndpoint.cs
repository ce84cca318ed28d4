using Tacit.Accounting;

namespace Tacit.Audit.Queries.Endpoints;

/// <summary>What an attacker speaks to: a database behind some defence, for the length of one game.</summary>
public interface IQueryEndpoint : IAsyncDisposable
{
    /// <summary>Asks. A refusal is a reply; nothing else is thrown but a cancellation, or a fault of the endpoint.</summary>
    /// <param name="question">The question.</param>
    /// <param name="token">Cancels.</param>
    Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token);

    /// <summary>What the endpoint says it has spent, or null where it keeps no account.</summary>
    /// <param name="token">Cancels.</param>
    Task<Price?> SpentAsync(CancellationToken token);
}
