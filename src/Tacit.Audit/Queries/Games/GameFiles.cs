using Tacit.Data;

namespace Tacit.Audit.Queries.Games;

/// <summary>A folder with generated tables in the shape of a policy, and that policy turned to them. Nothing of the owner's data or ledger is opened.</summary>
internal sealed class GameFiles : IDisposable
{
    public GameFiles(PrivacyPolicy policy, GameShape shape, IEnumerable<int> persons)
    {
        Shape = shape;
        Folder = Directory.CreateTempSubdirectory("tacit-game-");
        var people = shape.People;
        for (var i = 0; i < people.Source.Tables.Count; i++)
        {
            var table = people.Source.Tables[i];
            File.WriteAllLines(PathOf(i), table == shape.Table ? shape.Lines(persons) : [GameShape.Header(people, table)]);
        }

        var publicTables = people.Source.PublicTables ?? [];
        foreach (var (table, i) in publicTables.Select((t, i) => (t, i)))
        {
            var names = table.Columns.Select(c => c.Kind == PolicyColumnKind.Bands ? c.Of! : c.Name).Distinct(StringComparer.Ordinal);
            File.WriteAllLines(PublicPathOf(i), [string.Join(',', names.Select(GameShape.Quoted))]);
        }

        (policy with
        {
            Ledger = new() { Path = "unused.ledger" },
            Populations =
            [
                people with
                {
                    Analysts = null,
                    Purposes = null,

                    // Made anew, not changed: whatever a source may name, it is not the owner's.
                    Source = new()
                    {
                        Folder = Folder.FullName,
                        Tables = [.. people.Source.Tables.Select((t, i) => t with { File = PathOf(i) })],
                        PublicTables = publicTables.Count == 0 ? null : [.. publicTables.Select((t, i) => t with { File = PublicPathOf(i) })],
                    },
                },
            ],
        }).Save(PolicyFile);
    }

    public GameShape Shape { get; }

    public DirectoryInfo Folder { get; }

    public string PolicyFile => Path.Combine(Folder.FullName, "game.policy.json");

    /// <summary>The table that is played on.</summary>
    public string TableFile => PathOf(Shape.People.Source.Tables.ToList().IndexOf(Shape.Table));

    public void Dispose() => Folder.Delete(recursive: true);

    private string PathOf(int table) => Path.Combine(Folder.FullName, FormattableString.Invariant($"table{table}.csv"));

    private string PublicPathOf(int table) => Path.Combine(Folder.FullName, FormattableString.Invariant($"public{table}.csv"));
}
