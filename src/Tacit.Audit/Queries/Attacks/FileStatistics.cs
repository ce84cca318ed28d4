using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>What catalogues, files and samplers of an engine say about a table: row counts, extremes, sizes.</summary>
internal sealed class FileStatistics : QueryAttack
{
    public override string Name => "file-statistics";

    public override string Source => "row counts that are public by design (Snowflake), extremes in file footers, sniffed bounds (a class of faults of today's systems)";

    public override string Game => "Asks the catalogue for the table's size, its stored statistics and a summary of it, and compares with what he expects without the target.";

    public override NaiveDefence Victim => new() { Epsilon = 1 };

    public override async Task<double> PlayAsync(Game game)
    {
        var table = game.Shape.Table.Name.Replace("'", "''", StringComparison.Ordinal);
        foreach (var statement in new[]
        {
            $"select estimated_size from duckdb_tables() where table_name = '{table}'",
            $"select max(row_id + count) from pragma_storage_info('{table}')",
            $"select max(count) from (summarize {game.Shape.From})",
        })
        {
            var reply = await game.AskAsync(new EndpointQuestion(string.Empty, game.Shape.From) { Raw = statement, OneOf = 3 }).ConfigureAwait(false);
            if (reply.Number is { } rows)
            {
                return rows > game.Others.Count ? 1 : 0;
            }
        }

        return game.Coin;
    }
}
