using Tacit.Randomness;

namespace Tacit.PostgreSql.Tests.Support;

/// <summary>Where questions are asked from: the rows, what is computed of them, which are taken, and how they are grouped.</summary>
internal sealed record PlainSource(string From, string Unit, string[] Numbers, string[] Conditions, string[] Keys);

/// <summary>Random questions in SQL that means the same with and without Tacit: the same text is asked of both.</summary>
internal sealed class PlainQuestions(RandomSource random, PlainSource[] sources)
{
    public (string Sql, int Keys) Next()
    {
        var source = sources[random.NextBelow((ulong)sources.Length)];
        var keys = Some(source.Keys, (int)random.NextBelow(3));
        var values = Enumerable.Range(0, 1 + (int)random.NextBelow(3)).Select(_ => Aggregate(source)).Distinct().ToArray();
        var where = random.NextBelow(3) > 0 ? $" where {Condition(source)}" : string.Empty;
        var columns = keys.Select((k, i) => $"{k} as k{i}").Concat(values.Select((v, i) => $"{v} as v{i}"));
        var group = keys.Length == 0 ? string.Empty : $" group by {string.Join(", ", keys)}";
        return ($"select {string.Join(", ", columns)} from {source.From}{where}{group}", keys.Length);
    }

    private string Aggregate(PlainSource source)
    {
        var x = Pick(source.Numbers);
        var filter = random.NextBelow(5) == 0 ? $" filter (where {Pick(source.Conditions)})" : string.Empty;
        return random.NextBelow(7) switch
        {
            0 => $"count(*){filter}",
            1 => $"count({x}){filter}",
            2 or 3 => $"sum({x}){filter}",
            4 or 5 => $"avg({x}){filter}",
            _ => $"count(distinct {source.Unit}){filter}",
        };
    }

    private string Condition(PlainSource source) => random.NextBelow(4) switch
    {
        0 => $"{Pick(source.Conditions)} and {Pick(source.Conditions)}",
        1 => $"({Pick(source.Conditions)} or not ({Pick(source.Conditions)}))",
        _ => Pick(source.Conditions),
    };

    private string[] Some(string[] from, int count) => [.. Enumerable.Range(0, count).Select(_ => Pick(from)).Distinct()];

    private string Pick(string[] from) => from[random.NextBelow((ulong)from.Length)];
}
