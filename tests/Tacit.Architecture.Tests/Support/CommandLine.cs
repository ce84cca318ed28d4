using System.Reflection;
using System.Runtime.Loader;

namespace Tacit.Architecture.Tests.Support;

/// <summary>The command line that was built, run in this process: a help text of each of fifty commands needs no process of its own.</summary>
internal static class CommandLine
{
    private static readonly SemaphoreSlim Turn = new(1);

    public static async Task<(int Code, string Output, string Error)> RunAsync(string assembly, params IEnumerable<string> arguments)
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        var (output, error) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var failed = new StringWriter();
        try
        {
            Console.SetOut(said);
            Console.SetError(failed);
            var code = (int)Alone.Of(assembly).EntryPoint!.Invoke(null, [arguments.ToArray()])!;
            return (code, said.ToString(), failed.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Turn.Release();
        }
    }

    // Beside the assemblies of the tests, which may be others of the same name.
    private sealed class Alone(string assembly) : AssemblyLoadContext(assembly)
    {
        private static readonly Dictionary<string, Assembly> Loaded = new(StringComparer.Ordinal);

        private readonly AssemblyDependencyResolver _resolver = new(assembly);

        public static Assembly Of(string path)
        {
            if (!Loaded.TryGetValue(path, out var assembly))
            {
                Loaded[path] = assembly = new Alone(path).LoadFromAssemblyPath(path);
            }

            return assembly;
        }

        protected override Assembly? Load(AssemblyName assemblyName) => _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
