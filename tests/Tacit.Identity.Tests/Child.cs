using System.Diagnostics;

namespace Tacit.Identity.Tests;

/// <summary>A process that makes keys; see Tacit.Identity.Crash.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    public Child(IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Tacit.Identity.Crash.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    public static Child OfKeys(string lease, int kind = 7) => new(["keys", lease, "5", "3", kind.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

    /// <summary>Lets it take the lease.</summary>
    public void Go() => _process.StandardInput.WriteLine();

    /// <summary>The next line that it prints; null after its end.</summary>
    public Task<string?> LineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>Sends SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
