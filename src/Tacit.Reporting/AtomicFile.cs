using System.Text;

namespace Tacit.Reporting;

/// <summary>Writes a whole file or nothing: a temporary file beside the target, flushed, then renamed over it.</summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? throw new ArgumentException($"'{path}' is a folder, not a file to write.", nameof(path));

        // Beside the target, because a rename is atomic only within one file system.
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.Asynchronous))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            token.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            // Fine when it was never made. An error while cleaning up must not hide the one that is being thrown.
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }

            throw;
        }
    }
}
