using System.Diagnostics;

namespace Tacit.Cli.Tests.Support;

/// <summary>The command as a user runs it, in a folder of its own with a folder of its own for temporary files.</summary>
public static class Tool
{
    public static Task<Said> RunAsync(string folder, params string[] arguments) => RunAsync(folder, null, arguments, watch: false);

    /// <summary>The same in the process of the tests, for commands that do not run beside others.</summary>
    public static Task<Said> HereAsync(string folder, params string[] arguments) => Here.RunAsync(folder, arguments);

    /// <summary>The same; what reads standard input has a process of its own.</summary>
    public static Task<Said> HereAsync(string folder, string? input, string[] arguments) => input is null ? Here.RunAsync(folder, arguments) : RunAsync(folder, input, arguments);

    /// <summary>The same with text on standard input.</summary>
    public static Task<Said> RunAsync(string folder, string? input, string[] arguments) => RunAsync(folder, input, arguments, watch: false);

    /// <summary>The same, while its temporary files are read again and again for canaries.</summary>
    public static Task<Said> WatchedAsync(string folder, params string[] arguments) => RunAsync(folder, null, arguments, watch: true);

    private static async Task<Said> RunAsync(string folder, string? input, string[] arguments, bool watch)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tacit.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = input is not null,

            // The runtime's own debugging pipes would lie among the temporary files, and reading a pipe waits for ever.
            Environment = { ["TMPDIR"] = temporary, ["TEMP"] = temporary, ["TMP"] = temporary, ["DOTNET_EnableDiagnostics"] = "0", ["XDG_DATA_HOME"] = temporary + "-data" },
        };
        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var passing = new HashSet<string>(StringComparer.Ordinal);
        while (watch && !process.HasExited)
        {
            // What is there for a moment only is looked at while it is there.
            passing.UnionWith(Canary.FilesWith(temporary));
            await Task.Delay(20);
        }

        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error, [.. passing]);
    }
}

/// <summary>What a run of the command said.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="PassingFiles">Temporary files that showed a canary while the command ran.</param>
public sealed record Said(int Exit, string Output, string Error, IReadOnlyList<string> PassingFiles);
