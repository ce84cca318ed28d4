using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tacit.Architecture.Tests.Support;

namespace Tacit.Architecture.Tests;

/// <summary>Habits of the house that a program can check.</summary>
public sealed class CodeTests
{
    private const int Long = 300;

    [Fact]
    public void No_namespace_has_the_name_of_a_type()
    {
        var types = Repository.Projects.SelectMany(TypesOf).Where(t => t.Namespace.StartsWith("Tacit", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(types);
        var words = types.SelectMany(t => t.Namespace.Split('.')).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(types, t => words.Contains(t.Name));
    }

    [Fact]
    public void Nine_in_ten_source_files_are_short()
    {
        var files = Repository.Sources("src").ToList();
        var tooLong = files.Where(f => File.ReadLines(f).Count() >= Long).Select(f => Path.GetRelativePath(Repository.Root, f)).ToList();
        Assert.True(10 * tooLong.Count <= files.Count, $"{tooLong.Count} of {files.Count} files have {Long} lines or more: {string.Join(", ", tooLong)}");
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    [InlineData("samples")]
    public void No_source_looks_for_a_file_of_one_machine(string folder)
    {
        Assert.NotEmpty(Repository.Sources(folder));
        Assert.DoesNotContain(Repository.Sources(folder), f => Regex.IsMatch(File.ReadAllText(f), "\"/" + "(tmp|work|root|home)/", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1)));
    }

    // A static class is a building block; what can be drawn from is a mechanism.
    [Fact]
    public void Every_mechanism_states_its_guarantee()
    {
        var core = Repository.Projects.Single(p => p.EndsWith("Tacit.Core.csproj", StringComparison.Ordinal));
        var mechanisms = TypesOf(core).Where(t => t is { Namespace: "Tacit.Mechanisms", IsPublic: true, IsStatic: false }).Select(t => t.Name).ToList();
        Assert.NotEmpty(mechanisms);
        var remarks = XDocument.Load(Repository.Output("src/Tacit.Core", "Tacit.Core.xml")).Descendants("member")
            .ToLookup(m => ((string)m.Attribute("name")!).Split('`')[0], m => (string?)m.Element("remarks") ?? string.Empty, StringComparer.Ordinal);
        Assert.All(mechanisms, m => Assert.Contains("Guarantee:", string.Concat(remarks[$"T:Tacit.Mechanisms.{m}"]), StringComparison.Ordinal));
    }

    // Read from the file, not loaded: what an assembly references need not be there.
    private static List<(string Namespace, string Name, bool IsPublic, bool IsStatic)> TypesOf(string project)
    {
        var name = (string?)XDocument.Load(project).Descendants("AssemblyName").FirstOrDefault() ?? Path.GetFileNameWithoutExtension(project);
        using var stream = File.OpenRead(Repository.Output(Path.GetDirectoryName(project)!, name + ".dll"));
        using var file = new PEReader(stream);
        var reader = file.GetMetadataReader();
        return [.. reader.TypeDefinitions.Select(reader.GetTypeDefinition).Where(t => t.GetDeclaringType().IsNil).Select(t => (
            reader.GetString(t.Namespace),
            reader.GetString(t.Name).Split('`')[0],
            (t.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public,
            t.Attributes.HasFlag(TypeAttributes.Abstract | TypeAttributes.Sealed)))];
    }
}
