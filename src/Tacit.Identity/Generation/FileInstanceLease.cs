using System.Buffers.Binary;
using System.Globalization;

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
