using System.Runtime.InteropServices;

namespace Tacit.Identity.Keys;

/// <summary>Has the names in a folder survive a power cut: what is flushed of a file are its bytes, and not that it is there.</summary>
internal static partial class Folders
{
    private const int InputOutputError = 5;

    /// <summary>Hears of each folder that is on the disk, within what runs from here on. For tests.</summary>
    internal static readonly AsyncLocal<Action<string>?> Heard = new();

    /// <summary>Flushes the folder of a file. Windows does so by itself; where the file system cannot, or the user may not open the folder, there is nothing more to do.</summary>
    /// <exception cref="IOException">The disk has an error.</exception>
    public static void FlushThatOf(string file)
    {
        if (OperatingSystem.IsWindows() || Path.GetDirectoryName(Path.GetFullPath(file)) is not { } folder)
        {
            return;
        }

        var handle = Open(folder, 0);
        if (handle < 0)
        {
            return;
        }

        var (failed, error) = (Flush(handle) != 0, Marshal.GetLastPInvokeError());
        _ = Close(handle);
        if (failed && error == InputOutputError)
        {
            throw new IOException($"The folder {folder} cannot be flushed to the disk, so {Path.GetFileName(file)} may be lost in a power cut. Look after the disk.");
        }

        if (!failed)
        {
            Heard.Value?.Invoke(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string folder, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
