using System.Diagnostics;

namespace Tacit.Local.Tests.Support;

/// <summary>The TypeScript client as JavaScript. A test that asks for it is skipped where Node.js or the compiler is not installed.</summary>
internal static class TypeScriptClient
{
    /// <summary>The client's folder, with <c>dist</c> made from the present sources.</summary>
    public static async Task<string> BuiltAsync()
    {
        var folder = Path.Combine(Root(), "clients", "typescript");
        var compiler = Path.Combine(folder, "node_modules/.bin/tsc");
        if (!File.Exists(compiler) || Which("node") is null)
        {
            Assert.Skip("Node.js and the TypeScript compiler are not installed. They come with: apt-get install -y npm && npm ci --prefix clients/typescript");
        }

        // Test processes that run side by side build it once.
        await using var one = await LockAsync(Path.Combine(Path.GetTempPath(), "tacit-typescript-client.lock"));
        var built = File.GetLastWriteTimeUtc(Path.Combine(folder, "dist/index.js"));
        if (Directory.GetFiles(Path.Combine(folder, "src")).Any(f => File.GetLastWriteTimeUtc(f) > built))
        {
            await RunAsync(compiler, ["-p", folder], []);
        }

        return folder;
    }

    public static string? Which(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program with lines of input to its end, and gives its output.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IEnumerable<string> input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        foreach (var line in input)
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await output} {await error}");
        return await output;
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tacit.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
