using Tacit.Accounting;

namespace Tacit.Audit.Queries.Endpoints;

/// <summary>Counts what was asked and what was answered: an attack that is refused throughout has shown nothing about answers.</summary>
internal sealed class CountedEndpoint(IQueryEndpoint inner) : IQueryEndpoint
{
    private long _asked;
    private long _answered;

    public long Asked => Interlocked.Read(ref _asked);

    public long Answered => Interlocked.Read(ref _answered);

    public async Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token)
    {
        Interlocked.Increment(ref _asked);
        var reply = await inner.AskAsync(question, token).ConfigureAwait(false);
        if (reply.Refusal is null)
        {
            Interlocked.Increment(ref _answered);
        }

        return reply;
    }

    public Task<Price?> SpentAsync(CancellationToken token) => inner.SpentAsync(token);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
