namespace Tacit.Local;

/// <summary>One small file that is replaced as a whole, and a lock beside it: what is read is always one complete version.</summary>
internal sealed class DeviceStore : IDisposable
{
    private readonly FileStream _lock;
    private bool _isDoubtful;

    private DeviceStore(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public Action<DeviceStep>? Step { get; set; }

    private string Next => Path + ".next";

    public static DeviceStore Lock(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            // The file itself: by the name of a link it would have another lock, and a replacement would take the link's place.
            var file = new FileInfo(path);
            var real = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            return new(real, new FileStream(real + ".lock", Options(FileMode.OpenOrCreate)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The device ledger '{path}' cannot be locked: {e.Message} One process at a time may have it.");
        }
    }

    public byte[] Read()
    {
        try
        {
            return File.ReadAllBytes(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The device ledger '{Path}' cannot be read: {e.Message} Where it is lost, begin as a new installation: that costs everybody in it another ε.");
        }
    }

    /// <summary>What is in memory is what is on disk.</summary>
    public void Check()
    {
        ObjectDisposedException.ThrowIf(!_lock.CanRead, this);
        if (_isDoubtful)
        {
            throw new BadInputException($"The device ledger '{Path}' could not be written before, so it is not known what it holds. Close it and open it again.");
        }
    }

    public void WriteNew(byte[] content) => Write(content, isNew: true);

    public void Replace(byte[] content) => Write(content, isNew: false);

    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private void Write(byte[] content, bool isNew)
    {
        Check();
        _isDoubtful = true;
        try
        {
            File.Delete(Next);
            using (var stream = new FileStream(Next, Options(FileMode.CreateNew)))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            Step?.Invoke(DeviceStep.Written);
            File.Move(Next, Path, overwrite: !isNew);
            Step?.Invoke(DeviceStep.Renamed);

            // The new name, too: on usual file systems flushing a file takes its last rename with it.
            using (var stream = new FileStream(Path, Options(FileMode.Open)))
            {
                stream.Flush(flushToDisk: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The device ledger '{Path}' cannot be written: {e.Message} Nothing was reported.");
        }

        _isDoubtful = false;
    }
}
