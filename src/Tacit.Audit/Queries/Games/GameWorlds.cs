using Tacit.Audit.Queries.Endpoints;
using Tacit.Data;

namespace Tacit.Audit.Queries.Games;

/// <summary>The generated data of a run, each version once: most games are played on the same two.</summary>
internal sealed class GameWorlds(PrivacyPolicy policy, CancellationToken token) : IAsyncDisposable
{
    private readonly Dictionary<string, (GameFiles Files, TacitTarget Tacit)> _opened = new(StringComparer.Ordinal);

    public async Task<(GameFiles Files, TacitTarget Tacit)> OfAsync(GameShape shape, IReadOnlyList<int> persons)
    {
        var key = $"{shape.From} {string.Join(' ', persons)}";
        if (!_opened.TryGetValue(key, out var world))
        {
            var files = new GameFiles(policy, shape, persons);
            try
            {
                _opened[key] = world = (files, await TacitTarget.OpenAsync(files, token).ConfigureAwait(false));
            }
            catch
            {
                files.Dispose();
                throw;
            }
        }

        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (files, tacit) in _opened.Values)
        {
            await tacit.DisposeAsync().ConfigureAwait(false);
            files.Dispose();
        }
    }
}
