using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>An expression that fails on the target's row and on no other: that it failed is the answer.</summary>
internal sealed class ErrorOracle : QueryAttack
{
    // Nobody has this number.
    private const int Nobody = 99;

    public override string Name => "errors";

    public override string Source => "Haeberlen, Pierce and Narayan 2011 (state and failure channels); AWS names overflow and casts among its limitations";

    public override string Game => "Five expressions that have no value (domain, division, overflow, cast, unicode), evaluated where a row is the target's, and again where it is nobody's. Says \"in\" where the first fails or is not finite and the second is well.";

    public override NaiveDefence Victim => new() { Epsilon = 1 };

    public override async Task<double> PlayAsync(Game game)
    {
        var number = game.Shape.Number;
        var text = game.Shape.Text ?? $"cast({number} as varchar)";
        string[] probes =
        [
            $"ln(0 - 1 - abs({number}))", $"1 / ({number} - {number})", $"cast(9223372036854775807 as bigint) + cast(abs({number}) + 1 as bigint)", $"cast({text} || 'zoë-😀' as integer)",
            $"chr(cast(0 - 1 - abs({number}) as integer))",
        ];
        foreach (var probe in probes)
        {
            var there = await AskAsync(game, probe, game.Target, probes.Length).ConfigureAwait(false);
            var nowhere = await AskAsync(game, probe, Nobody, probes.Length).ConfigureAwait(false);
            if (Fails(there) && !Fails(nowhere))
            {
                return 1;
            }
        }

        return 0;
    }

    private static Task<QueryReply> AskAsync(Game game, string probe, int person, int probes) =>
        game.AskAsync($"count(case when {game.Shape.Is(person)} then {probe} end)", null, 2 * probes);

    private static bool Fails(QueryReply reply) => reply.Refusal is not null || reply.Numbers.Any(x => !double.IsFinite(x));
}
