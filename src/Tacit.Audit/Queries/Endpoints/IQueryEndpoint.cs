using Tacit.Accounting;

namespace Tacit.Audit.Queries.Endpoints;

/// <summary>What an attacker speaks to: a database behind some defence, for the length of one game.</summary>
internal interface IQueryEndpoint : IAsyncDisposable
{
    /// <summary>Asks. A refusal is a reply; nothing else is thrown but a cancellation, or a fault of the endpoint.</summary>
    Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token);

    /// <summary>What the endpoint says it has spent, or null where it keeps no account.</summary>
    Task<Price?> SpentAsync(CancellationToken token);
}

/// <summary>One version of the data behind a defence, opened once; every game begins afresh.</summary>
internal interface IQueryTarget : IAsyncDisposable
{
    /// <summary>A new game: nothing was asked before.</summary>
    /// <param name="seed">For an endpoint whose noise is of a generator with a seed.</param>
    /// <param name="token">Cancels.</param>
    Task<IQueryEndpoint> StartAsync(ulong seed, CancellationToken token);
}
