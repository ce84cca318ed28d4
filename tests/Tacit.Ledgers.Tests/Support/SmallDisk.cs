using System.Diagnostics;
using System.Globalization;

namespace Tacit.Ledgers.Tests.Support;

/// <summary>A small file system in memory, mounted for one test. Takes Linux and root.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public string Ledger => Path.Combine(_folder, "clinic.ledger");

    private string Filling => Path.Combine(_folder, "filling");

    public static SmallDisk? TryMount(string parent, int mebibytes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, "disk")).FullName;
        return OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", folder)
            ? new(folder)
            : null;
    }

    /// <summary>Takes space until only so much is free.</summary>
    public void FillUpTo(long freeBytes)
    {
        using var file = new FileStream(Filling, FileMode.Append);
        var taken = new DriveInfo(_folder).AvailableFreeSpace - freeBytes;
        for (var block = new byte[4096]; taken >= block.Length; taken -= block.Length)
        {
            file.Write(block);
        }
    }

    public void Empty() => File.Delete(Filling);

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _folder));

    // Lazily: another test may be starting a process, which for a moment holds copies of this one's open files.
    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
