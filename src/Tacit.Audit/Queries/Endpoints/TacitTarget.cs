using System.Diagnostics;
using Tacit.Accounting;
using Tacit.Audit.Queries.Games;
using Tacit.Data;
using Tacit.Query;

namespace Tacit.Audit.Queries.Endpoints;

/// <summary>Tacit itself: a policy's data, its budget in a ledger on disk, a session for each question. Only what a user of the libraries can call.</summary>
internal sealed class TacitTarget(Dataset data, PopulationPolicy people, DirectoryInfo folder) : IQueryTarget
{
    private int _games;

    public static async Task<TacitTarget> OpenAsync(GameFiles files, CancellationToken token)
    {
        var policy = PrivacyPolicy.Load(files.PolicyFile);
        return new(await policy.OpenDataAsync(token: token).ConfigureAwait(false), policy.Population(), files.Folder);
    }

    public async Task<IQueryEndpoint> StartAsync(ulong seed, CancellationToken token)
    {
        // A budget that was spent stays spent: a new game needs a new ledger.
        var path = Path.Combine(folder.FullName, $"{Interlocked.Increment(ref _games):0}.ledger");
        var ledger = await Ledger.OpenAsync(path, token: token).ConfigureAwait(false);
        return new Endpoint(data, people, ledger, await ledger.AccountAsync(data, people.Budget.ToBudget(), token: token).ConfigureAwait(false), path);
    }

    public ValueTask DisposeAsync() => data.DisposeAsync();

    private sealed class Endpoint(Dataset data, PopulationPolicy people, Ledger ledger, Account account, string path) : IQueryEndpoint
    {
        private readonly PrivacyBudget _budget = people.Budget.ToBudget();

        public async Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token)
        {
            if (question.Analyst is { } analyst)
            {
                // The most that an owner can allow: each analyst the whole of it.
                await ledger.CapAnalystAsync(data.Population.Name, analyst, _budget, token).ConfigureAwait(false);
            }

            var session = new QuerySession(data, question.Analyst is null ? account : account.For(question.Analyst), new()
            {
                Epsilon = _budget.Epsilon / question.OneOf,
                Rho = _budget.Rho / question.OneOf,

                // A filter keeps one half of δ for the selection of keys.
                DeltaPerQuery = _budget.Delta.Sign == 0 ? null : people.DeltaPerQuery ?? (_budget.Delta / (2 * question.OneOf)),
            });
            var began = Stopwatch.GetTimestamp();
            try
            {
                var release = await session.QueryAsync(question.ToSql(), token).ConfigureAwait(false);
                var elapsed = Stopwatch.GetElapsedTime(began);
                return new([.. release.Value.Rows.Select(row => (IReadOnlyList<object?>)[.. release.Value.Cells(row).Select(c => c.Key ?? (object?)c.Value?.Value)])], null)
                {
                    Elapsed = elapsed,
                    IsRepeated = release.Receipt.IsRepeated,
                };
            }
            catch (TacitException e)
            {
                return QueryReply.Refused(e.Message) with { Elapsed = Stopwatch.GetElapsedTime(began) };
            }
        }

        public async Task<Price?> SpentAsync(CancellationToken token) => (await account.StatusAsync(token).ConfigureAwait(false)).Spent;

        public async ValueTask DisposeAsync()
        {
            await ledger.DisposeAsync().ConfigureAwait(false);
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"))
            {
                File.Delete(file);
            }
        }
    }
}
