namespace Tacit.Reporting;

/// <summary>The unit of a derivation.</summary>
internal static class DerivedUnit
{
    public static PrivacyUnit Read(DerivationEntry entry)
    {
        entry.Object(["name", "column", "groupSize", "relation"]);
        var size = entry["groupSize"].Whole(1);
        var relation = entry["relation"].Text() switch
        {
            "AddRemove" => Neighbours.AddRemove,
            "Replace" => Neighbours.Replace,
            var other => throw entry["relation"].Wrong($"the relation '{other}' is not known"),
        };
        try
        {
            var unit = (entry["name"].Text(), entry["column"].TextOrNull()) switch
            {
                ("row", null) => PrivacyUnit.Row(),
                ("person", { } column) => PrivacyUnit.Person(column),
                ("client", { } column) => PrivacyUnit.Client(column),
                ("document", { } column) => PrivacyUnit.Document(column),
                ("window", { } column) => PrivacyUnit.Window(column),
                _ => throw entry.Wrong("this is no unit of privacy"),
            };
            return (size == 1 ? unit : unit.ForGroupsOf(checked((int)size))).Under(relation);
        }
        catch (Exception e) when (e is BadInputException or ArgumentOutOfRangeException or OverflowException)
        {
            throw entry.Wrong("this is no unit of privacy");
        }
    }
}
