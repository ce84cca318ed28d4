using System.Buffers.Binary;
using System.Globalization;
using Tacit.Identity.Keys;

namespace Tacit.Identity;

/// <summary>An instance that a file guards: locked while it is held, with the last tick of which keys were made. For one machine; for several take a database.</summary>
/// <remarks>The tick is on the disk before keys of it are made. So after a crash, also of the machine, the next owner waits for the next tick, a quarter of a second at most.</remarks>
public sealed class FileInstanceLease : IInstanceLease
{
    private readonly FileStream _file;
    private readonly string _path;
    private long _mark;

    /// <summary>Takes the instance.</summary>
    /// <param name="path">The file; it is made where there is none.</param>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <param name="instanceId">The instance, 0 to 63.</param>
    /// <exception cref="LeaseLostException">Another process has it, or the file is of another instance.</exception>
    public FileInstanceLease(string path, int appId, int instanceId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        FixedInstance.Check(appId, instanceId);
        (AppId, InstanceId, _path) = (appId, instanceId, path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new LeaseLostException($"Instance {instanceId} of application {appId} is held by {Owner()}: {path} is locked. Stop it, or take another instance.", e);
        }

        try
        {
            Span<byte> bytes = stackalloc byte[16];
            var read = _file.ReadAtLeast(bytes, 16, throwOnEndOfStream: false);
            if (read is not (0 or 16) || (read == 16 && BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) != Instance))
            {
                throw new LeaseLostException($"{path} is not the file of instance {instanceId} of application {appId}. Name another file.");
            }

            _mark = read == 16 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : -1;
            if (read == 16 && _mark is < 0 or >= SkidTime.Ticks)
            {
                throw new LeaseLostException($"{path} is damaged: no epoch has its tick {_mark}, so keys might repeat. Take another instance.");
            }

            FirstTick = _mark + 1;
            File.WriteAllText(path + ".owner", string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Takes an instance of this user: its file lies in one place for all programs and folders of the user, so that no two of them have the instance at once.</summary>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <param name="instanceId">The instance, 0 to 63.</param>
    /// <param name="patience">How long a process that has it is waited for; not at all unless given.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <exception cref="LeaseLostException">Another process has it, or the user has no folder for the file.</exception>
    public static FileInstanceLease OfUser(int appId, int instanceId, TimeSpan patience = default, CancellationToken token = default)
    {
        FixedInstance.Check(appId, instanceId);
        var path = Path.Combine(UserFolder(), string.Create(CultureInfo.InvariantCulture, $"instance-{appId}-{instanceId}"));
        for (var start = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new(path, appId, instanceId);
            }
            catch (LeaseLostException e) when (e.InnerException is IOException && TimeProvider.System.GetElapsedTime(start) < patience)
            {
                token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
                token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Takes an instance of this user that no process has. One whose keys lie in the future, because a clock was wrong, and one whose file is damaged are passed over.</summary>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <exception cref="LeaseLostException">None can be taken, or the user has no folder for the files.</exception>
    public static FileInstanceLease AnyOfUser(int appId)
    {
        FixedInstance.Check(appId, 0);
        var folder = UserFolder();
        var (held, unusable, ahead, soon) = (0, 0, (FileInstanceLease?)null, long.MaxValue);
        for (var instanceId = 0; instanceId <= Skid.MostInstance; instanceId++)
        {
            FileInstanceLease lease;
            try
            {
                lease = OfUser(appId, instanceId);
            }
            catch (Exception e) when (e is LeaseLostException or IOException or UnauthorizedAccessException)
            {
                // Another process has this one, or its file is damaged, a folder, or somebody else's.
                (held, unusable) = e is LeaseLostException { InnerException: IOException } ? (held + 1, unusable) : (held, unusable + 1);
                continue;
            }

            // A generator waits less than five seconds for its first tick, and beyond that makes nothing: such an instance is not taken, unless the clock is right again.
            var wait = lease.FirstTick - SkidTime.Of(TimeProvider.System.GetUtcNow(), 0);
            if (wait <= 0)
            {
                ahead?.Dispose();
                return lease;
            }

            if (wait < soon)
            {
                ahead?.Dispose();
                (ahead, soon) = (lease, wait);
            }
            else
            {
                lease.Dispose();
            }
        }

        if (ahead is not null && soon < SkidTime.TicksOfFiveSeconds)
        {
            return ahead;
        }

        ahead?.Dispose();
        throw new LeaseLostException(string.Create(CultureInfo.InvariantCulture,
            $"None of the {Skid.MostInstance + 1} instances of application {appId} of this user can be taken: other processes have {held}, the files of {unusable} are damaged or not this user's, and keys of the others are of a time that the clock has not reached. Their files lie in {folder}. {(ahead is null ? "End a process" : $"Set the clock right: the first of them is free at {SkidTime.Instant(ahead.FirstTick, 0):u}")}."));
    }

    /// <inheritdoc/>
    public int AppId { get; }

    /// <inheritdoc/>
    public int InstanceId { get; }

    /// <inheritdoc/>
    public long FirstTick { get; }

    private long Instance => (AppId << 6) | InstanceId;

    /// <inheritdoc/>
    public long Reserve(long tick)
    {
        if (tick > _mark)
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, tick);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Instance);
            try
            {
                RandomAccess.Write(_file.SafeFileHandle, bytes, 0);
                RandomAccess.FlushToDisk(_file.SafeFileHandle);
                if (_mark < 0)
                {
                    // The file may be a new one.
                    Folders.FlushThatOf(_path);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                throw new LeaseLostException($"{_path} cannot be written, so no key may be made. Free the disk or mend the rights, and start again.", e);
            }

            _mark = tick;
        }

        return _mark;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string UserFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return home.Length > 0
            ? Path.Combine(home, "tacit", "identity")
            : throw new LeaseLostException("This user has no folder for the files of instances. Set HOME, or XDG_DATA_HOME, to a folder that the user may write.");
    }

    private string Owner()
    {
        try
        {
            return File.ReadAllText(_path + ".owner");
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
