using System.Text.RegularExpressions;

namespace Tacit.Architecture.Tests.Support;

/// <summary>The files of the repository that these tests read.</summary>
internal static partial class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Release or Debug: what this test was built as, and so what it finds built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>All pages: those at the root, those in docs, and what the samples say of themselves.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md"),
        .. Directory.EnumerateFiles(PathOf("docs"), "*.md", SearchOption.AllDirectories),
    ];

    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateDirectories(PathOf("src")).Select(d => Path.Combine(d, Path.GetFileName(d) + ".csproj")).Where(File.Exists).Order(StringComparer.Ordinal)];

    /// <summary>Source files of a folder, without what the build makes.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !Built().IsMatch(Path.GetRelativePath(Root, f)));

    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    /// <summary>What was built of a project.</summary>
    public static string Output(string project, string file)
    {
        var framework = TargetFramework().Match(File.ReadAllText(Directory.EnumerateFiles(PathOf(project), "*.csproj").First()));
        var path = Path.Combine(PathOf(project), "bin", Configuration, framework.Success ? framework.Groups["name"].Value : "net10.0", file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build the solution first.");
    }

    public static string Read(string relative) => File.ReadAllText(PathOf(relative)).ReplaceLineEndings("\n");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tacit.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("These tests run inside the repository: no folder above them has Tacit.slnx.");
    }

    [GeneratedRegex("<TargetFramework>(?<name>[^<]+)<", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TargetFramework();

    [GeneratedRegex(@"(^|[\\/])(bin|obj)[\\/]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Built();
}
