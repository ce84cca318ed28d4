namespace Tacit.Audit.Queries.Endpoints;

/// <summary>One version of the data behind a defence, opened once; every game begins afresh.</summary>
public interface IQueryTarget : IAsyncDisposable
{
    /// <summary>A new game: nothing was asked before.</summary>
    /// <param name="seed">For an endpoint whose noise is of a generator with a seed.</param>
    /// <param name="token">Cancels.</param>
    Task<IQueryEndpoint> StartAsync(ulong seed, CancellationToken token);
}
