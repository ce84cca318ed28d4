using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tacit.Identity.Generators;

namespace Tacit.Identity.Tests;

/// <summary>What the generator writes, reports, and does not write again.</summary>
public sealed class EntityTypeGeneratorTests
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);
    private static readonly List<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n is "netstandard.dll" or "Tacit.Identity.dll"))
            .Select(f => MetadataReference.CreateFromFile(f)),
    ];

    [Fact]
    public void This_project_has_its_kinds_by_the_generator()
    {
        Assert.Equal(41, NumberOf<Declared>());
        Assert.Equal(43, NumberOf<Around.Inner>());
        Assert.Equal(["Tacit.Identity.Tests.Declared", "Tacit.Identity.Tests.Around.Inner"], DeclaredEntityTypes.All.Entries.Select(e => e.Name));
        Assert.Equal("Tacit.Identity.Tests.Around.Inner", DeclaredEntityTypes.All.NameOf(43));
        Assert.Null(DeclaredEntityTypes.All.NameOf(1));
        using var ring = IdentityKeyRing.Create();
        var id = new SkidGenerator(new FixedInstance(1, 0)).Next<Declared>();
        Assert.True(new IdentityCodec(ring).TryOpen<Declared>(new IdentityCodec(ring).ToSecure(id), out var back) && back == id);
    }

    [Theory]
    [InlineData("public partial class A;", "A")]
    [InlineData("internal sealed partial record A(int X);", "A")]
    [InlineData("public readonly partial struct A;", "A")]
    [InlineData("public partial record struct A(int X);", "A")]
    [InlineData("public abstract partial class A;", "A")]
    [InlineData("partial class @event;", "@event")]
    public void Every_ordinary_type_can_be_a_kind(string declaration, string name)
    {
        foreach (var (open, around) in new[] { ("namespace N.@class;\n", "N.@class."), (string.Empty, string.Empty) })
        {
            var (compilation, diagnostics) = Run($"{open}[Tacit.Identity.EntityType(4)] {declaration}");
            Assert.Empty(diagnostics);
            Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity >= DiagnosticSeverity.Warning);
            Assert.Equal(4, Number(Load(compilation).GetType((around + name).Replace("@", string.Empty, StringComparison.Ordinal))!));
        }
    }

    [Fact]
    public void Kinds_inside_partial_types_are_written_inside_them()
    {
        var (compilation, diagnostics) = Run("namespace N; public partial interface I { internal partial struct S { private partial record R { [Tacit.Identity.EntityType(9)] private sealed partial class A; } } }");
        Assert.Empty(diagnostics);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal(9, Number(Load(compilation).GetType("N.I+S+R+A")!));
    }

    [Theory]
    [InlineData("[EntityType(4)] public partial class A; [EntityType(5)] public partial class B : A;", "B")]
    [InlineData("public class A : IEntityType { public static byte EntityType => 4; } [EntityType(5)] public partial class B : A;", "B")]
    [InlineData("[EntityType(4)] public partial class b; [EntityType(5)] public partial class B;", "B")]
    public void A_kind_below_another_or_of_its_letters_has_a_number_of_its_own(string code, string name)
    {
        var (compilation, diagnostics) = Run("using Tacit.Identity;\n" + code);
        Assert.Empty(diagnostics);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS8981");
        Assert.Equal(5, Number(Load(compilation).GetType(name)!));
    }

    [Theory]
    [InlineData("TACITID001", "[EntityType(4)] partial class A; [EntityType(4)] partial class B; [EntityType(5)] partial class C;", "A and B have the number 4", 2)]
    [InlineData("TACITID002", "[EntityType(0)] partial class A;", "A has the number 0", 1)]
    [InlineData("TACITID002", "[EntityType(255)] partial class A;", "1 to 254", 1)]
    [InlineData("TACITID003", "[EntityType(4)] class A;", "Write 'partial'", 1)]
    [InlineData("TACITID004", "[EntityType(4)] partial class A<T>;", "without type parameters", 1)]
    [InlineData("TACITID004", "partial class G<T> { [EntityType(4)] partial class A; }", "without type parameters", 1)]
    [InlineData("TACITID005", "class O { [EntityType(4)] partial class A; }", "A stands in O, which is not partial", 1)]
    [InlineData("TACITID006", "[EntityType(4)] static partial class A;", "ordinary class", 1)]
    [InlineData("TACITID006", "[EntityType(4)] file partial class A;", "ordinary class", 1)]
    [InlineData("TACITID006", "[EntityType(4)] ref partial struct A;", "ordinary class", 1)]
    [InlineData("TACITID006", "[EntityType(4)] partial class EntityType;", "has the name of its number", 1)]
    [InlineData("TACITID007", "[EntityType(4)] partial class A : IEntityType { public static byte EntityType => 4; }", "Take one of the two away", 1)]
    [InlineData("TACITID007", "[EntityType(4)] partial class A : IEntityType { static byte IEntityType.EntityType => 9; }", "Take one of the two away", 1)]
    public void What_cannot_be_is_reported_with_what_to_do(string id, string code, string says, int times)
    {
        var (_, diagnostics) = Run("using Tacit.Identity;\n" + code);
        Assert.Equal(times, diagnostics.Length);
        Assert.All(diagnostics, d =>
        {
            Assert.Equal((id, DiagnosticSeverity.Error), (d.Id, d.Severity));
            Assert.Equal(1, d.Location.GetLineSpan().StartLinePosition.Line);
            Assert.EndsWith(".", d.GetMessage(null), StringComparison.Ordinal);
        });
        Assert.Contains(says, diagnostics[0].GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void One_number_in_two_files_is_reported_in_both()
    {
        var (_, diagnostics) = Run("using Tacit.Identity; namespace N; [EntityType(4)] partial class A;", "using Tacit.Identity; namespace M; [EntityType(4)] partial class A;");
        Assert.Equal(["0.cs", "1.cs"], diagnostics.Select(d => d.Location.GetLineSpan().Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_assembly_without_kinds_gets_nothing()
    {
        var (compilation, diagnostics) = Run("class A;");
        Assert.Empty(diagnostics);
        Assert.Single(compilation.SyntaxTrees);
    }

    [Fact]
    public void What_has_not_changed_is_not_written_again()
    {
        var (first, driver) = Driver("using Tacit.Identity; namespace N; [EntityType(4)] partial class A;", "namespace N; class Other { int X() => 1; }");

        // Another file, and a line more above the type: neither says anything new.
        foreach (var (file, text) in new[] { (1, "namespace N; class Other { int X() => 2; }"), (0, "using Tacit.Identity;\n\n// A remark.\nnamespace N; [EntityType(4)] partial class A;") })
        {
            var edited = first.ReplaceSyntaxTree(first.SyntaxTrees.ElementAt(file), Tree(text, file));
            var result = driver.RunGenerators(edited).GetRunResult().Results[0];
            Assert.All(Reasons(result, EntityTypeGenerator.Types).Concat(Reasons(result, EntityTypeGenerator.Registry)), r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, r.ToString()));
            Assert.All(result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Where(o => o.Value is not null && file == 1), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
            Assert.Equal(2, result.GeneratedSources.Length);
        }

        // And what is new is written.
        var renumbered = driver.RunGenerators(first.ReplaceSyntaxTree(first.SyntaxTrees.First(), Tree("using Tacit.Identity; namespace N; [EntityType(5)] partial class A;", 0))).GetRunResult().Results[0];
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(renumbered, EntityTypeGenerator.Types));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(renumbered, EntityTypeGenerator.Registry));
    }

    [Fact]
    public void Registries_of_assemblies_are_joined_and_a_shared_number_is_refused()
    {
        var clinic = new EntityTypeRegistry(new EntityTypeEntry(4, "Clinic.Patient"), new EntityTypeEntry(2, "Clinic.Visit"));
        var joined = clinic.With(new(new EntityTypeEntry(7, "Trial.Site"), new EntityTypeEntry(4, "Clinic.Patient")));
        Assert.Equal([2, 4, 7], joined.Entries.Select(e => (int)e.Number));
        Assert.Contains("Trial.Site", joined.ToString(), StringComparison.Ordinal);
        Assert.Contains("both the number 4", Assert.Throws<ArgumentException>(() => clinic.With(new(new EntityTypeEntry(4, "Trial.Site")))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new EntityTypeRegistry(new EntityTypeEntry(255, "A")));
    }

    private static byte NumberOf<T>()
        where T : IEntityType => T.EntityType;

    private static byte Number(Type type) => (byte)typeof(EntityTypeGeneratorTests).GetMethod(nameof(NumberOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static Assembly Load(Compilation compilation)
    {
        using var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return Assembly.Load(stream.ToArray());
    }

    private static SyntaxTree Tree(string code, int file) => CSharpSyntaxTree.ParseText(code, Options, $"{file}.cs");

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) => result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static (Compilation Compilation, GeneratorDriver Driver) Driver(params string[] files)
    {
        var compilation = CSharpCompilation.Create("Consumer.App", files.Select(Tree), References, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new EntityTypeGenerator().AsSourceGenerator()], parseOptions: Options, driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return (compilation, driver.RunGenerators(compilation));
    }

    private static (Compilation Compilation, Diagnostic[] Diagnostics) Run(params string[] files)
    {
        var (compilation, driver) = Driver(files);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        return (output, [.. diagnostics]);
    }
}

[EntityType(41)]
internal sealed partial class Declared;

internal static partial class Around
{
    [EntityType(43)]
    internal readonly partial record struct Inner(int Number);
}
