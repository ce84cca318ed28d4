using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tacit.Architecture.Tests.Support;

namespace Tacit.Architecture.Tests;

/// <summary>The rooms and arrows of docs/architecture.md are those of the project files.</summary>
public sealed partial class RoomTests
{
    private static readonly List<(string Name, string[] Arrows)> Listed = ReadRooms();

    [Fact]
    public void Every_project_is_listed_and_nothing_else_is() =>
        Assert.Equal(Repository.Projects.Select(Name).Order(StringComparer.Ordinal), Listed.Select(r => r.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Arrows_are_the_project_references()
    {
        foreach (var project in Repository.Projects)
        {
            var references = References(project, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p.Replace('\\', '/'))).Order(StringComparer.Ordinal);
            var arrows = Listed.Single(r => r.Name == Name(project)).Arrows.Order(StringComparer.Ordinal);
            Assert.True(references.SequenceEqual(arrows), $"{Name(project)} references {string.Join(", ", references)}; docs/architecture.md says {string.Join(", ", arrows)}.");
        }
    }

    [Fact]
    public void Arrows_point_to_the_ground()
    {
        for (var i = 0; i < Listed.Count; i++)
        {
            foreach (var arrow in Listed[i].Arrows)
            {
                Assert.True(Listed.Take(i).Any(r => r.Name == arrow), $"{Listed[i].Name} -> {arrow} does not point to a room earlier in the list.");
            }
        }
    }

    [Fact]
    public void A_planned_room_does_not_exist()
    {
        var planned = Repository.Read("docs/architecture.md").Split("### Planned rooms")[1].Split("\n## ")[0];
        Assert.Empty(Room().Matches(planned).Select(m => m.Value).Intersect(Repository.Projects.Select(Name)));
    }

    [Fact]
    public void Core_uses_no_package_but_analyzers()
    {
        var core = Repository.Projects.Single(p => Name(p) == "Tacit.Core");
        var shared = new[] { Repository.Root, Repository.PathOf("src") }.SelectMany(d => Directory.EnumerateFiles(d, "Directory.Build.*"));
        var packages = shared.Append(core).SelectMany(f => XDocument.Load(f).Descendants("PackageReference")).ToList();
        Assert.All(packages, p => Assert.Equal("all", (string?)p.Attribute("PrivateAssets")));
        Assert.Empty(References(core, "ProjectReference"));
    }

    private static List<(string Name, string[] Arrows)> ReadRooms()
    {
        var (_, text) = Markdown.Blocks(Repository.Read("docs/architecture.md")).Single(b => b.Language == "rooms");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var match = Line().Match(line);
            Assert.True(match.Success, $"docs/architecture.md: this is not 'Tacit.X  words -> A, B': {line}");
            var arrows = match.Groups["arrows"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(a => "Tacit." + a).ToArray();
            return (match.Groups["name"].Value, arrows);
        })];
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(r => (string)r.Attribute("Include")!);

    [GeneratedRegex(@"^(?<name>Tacit(\.\w+)+) +(?<words>\S.*?)( -> (?<arrows>[\w.]+(, [\w.]+)*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"Tacit\.\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Room();
}
