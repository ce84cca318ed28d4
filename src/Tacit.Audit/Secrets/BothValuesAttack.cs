namespace Tacit.Audit.Secrets;

/// <summary>One question for the known values by groups of the secret: a change of the secret moves two counts, and both are seen.</summary>
/// <remarks>Under add/remove one person pays once for all groups, though a change of the secret is one person less and one more: it is held to 2ε alone.</remarks>
public sealed class BothValuesAttack : SecretAttack
{
    /// <inheritdoc/>
    public override string Name => "both-values";

    /// <inheritdoc/>
    public override string Source => "the difference of neighbouring relations: Kifer and Machanavajjhala 2011";

    /// <inheritdoc/>
    public override string Game => "One question for those who have all known values, by groups of the secret. The victim's group is the one with more.";

    /// <inheritdoc/>
    public override bool AsksBothValues => true;

    /// <inheritdoc/>
    public override async Task<bool?> GuessAsync(SecretPlay play)
    {
        ArgumentNullException.ThrowIfNull(play);
        var secret = play.Victim.Secret;
        var reply = await play.AskAsync(new("count(*)", play.Victim.Table) { Conditions = play.Victim.Known, Key = Queries.Endpoints.RowCondition.Quoted(secret.Column) }).ConfigureAwait(false);
        var groups = reply.Rows.Select(row => (Is: row.OfType<string>().FirstOrDefault() == Queries.Endpoints.RowCondition.Plain(secret.Literal), Count: row.OfType<double>().FirstOrDefault())).ToList();
        if (!groups.Exists(g => g.Is) || groups.TrueForAll(g => g.Is))
        {
            return null;
        }

        var lead = groups.Single(g => g.Is).Count - groups.Where(g => !g.Is).Max(g => g.Count);
        return lead == 0 ? null : lead > 0;
    }
}
