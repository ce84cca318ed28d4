using System.Diagnostics;
using Tacit.Accounting;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Randomness;

namespace Tacit.Audit.Sticky;

/// <summary>A sticky-noise engine as something to attack: every game has a salt of its own, drawn from the seed.</summary>
/// <param name="table">The records.</param>
/// <param name="profile">What is added and held back.</param>
public sealed class StickyTarget(MicroTable table, DiffixProfile profile) : IQueryTarget
{
    /// <inheritdoc/>
    public Task<IQueryEndpoint> StartAsync(ulong seed, CancellationToken token)
    {
        Span<byte> salt = stackalloc byte[32];
        RandomSource.Seeded(seed).Fill(salt);
        return Task.FromResult<IQueryEndpoint>(new Endpoint(new(table, profile, salt)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Endpoint(StickyNoiseEngine engine) : IQueryEndpoint
    {
        private readonly Lock _one = new();

        public Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            lock (_one)
            {
                return Task.FromResult(Answer(question) with { Elapsed = Stopwatch.GetElapsedTime(began) });
            }
        }

        // It keeps no account: that is the point.
        public Task<Price?> SpentAsync(CancellationToken token) => Task.FromResult<Price?>(null);

        public ValueTask DisposeAsync()
        {
            engine.Dispose();
            return ValueTask.CompletedTask;
        }

        private QueryReply Answer(EndpointQuestion question)
        {
            if (question.Select != "count(*)" || question.Where is not null || question.Raw is not null || question.Tail is not null)
            {
                return QueryReply.Refused("Only count(*) of a conjunction of conditions is answered, by groups of a column or not.");
            }

            try
            {
                if (question.Key is null)
                {
                    return engine.Count(question.Conditions) is { } count ? new([[(double)count]], null) : QueryReply.Refused("Too few persons match.");
                }

                var column = engine.Table.Columns.FirstOrDefault(c => RowCondition.Quoted(c) == question.Key) ?? throw new BadInputException($"There is no column {question.Key} to group by.");
                return new([.. engine.Table.Values(column)
                    .Select(value => (Key: RowCondition.Plain(value), Count: engine.Count([.. question.Conditions, RowCondition.Is(column, value)])))
                    .Where(group => group.Count is not null)
                    .Select(group => (IReadOnlyList<object?>)[group.Key, (double)group.Count!.Value])], null);
            }
            catch (BadInputException e)
            {
                return QueryReply.Refused(e.Message);
            }
        }
    }
}
