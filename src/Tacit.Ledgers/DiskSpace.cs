using System.Globalization;

namespace Tacit.Ledgers;

/// <summary>Keeps a reserve on the disk, so that an answer that was paid for can still be stored when others have filled it.</summary>
internal static class DiskSpace
{
    private const long Reserve = 16 << 20;

    /// <summary>Null when there is room for new spends, else why none is taken.</summary>
    public static string? Shortage(string path)
    {
        var free = Free(path);
        return free >= Reserve ? null : string.Create(CultureInfo.InvariantCulture,
            $"The disk of the ledger '{path}' is nearly full: {free / 1048576.0:0.0} MiB are free, and new spends need {Reserve >> 20} MiB, so that the answers of earlier "
            + $"ones can still be stored. Nothing was spent. Free some space and run again.");
    }

    private static long Free(string path)
    {
        try
        {
            // Windows knows drives only; elsewhere any folder names the disk that it is on.
            var folder = Path.GetDirectoryName(path)!;
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A disk that does not tell is judged by SQLite, whose commit fails when it is full.
            return long.MaxValue;
        }
    }
}
