using System.Runtime.InteropServices;
using System.Text;

namespace Tacit.ClickHouse.Endpoint;

/// <summary>The engine as a library. Each connection is a session of its own over the same databases, in a temporary folder.</summary>
internal sealed unsafe class ChDb : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-clickhouse-").FullName;
    private readonly delegate* unmanaged<int, byte**, nint*> _connect;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nint> _query;
    private readonly delegate* unmanaged<nint, byte*> _buffer;
    private readonly delegate* unmanaged<nint, nuint> _length;
    private readonly delegate* unmanaged<nint, byte*> _error;
    private readonly delegate* unmanaged<nint, void> _free;
    private readonly delegate* unmanaged<nint*, void> _close;

    public ChDb(string library)
    {
        var handle = NativeLibrary.Load(library);
        _connect = (delegate* unmanaged<int, byte**, nint*>)NativeLibrary.GetExport(handle, "chdb_connect");
        _query = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nint>)NativeLibrary.GetExport(handle, "chdb_query_n");
        _buffer = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(handle, "chdb_result_buffer");
        _length = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(handle, "chdb_result_length");
        _error = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(handle, "chdb_result_error");
        _free = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(handle, "chdb_destroy_query_result");
        _close = (delegate* unmanaged<nint*, void>)NativeLibrary.GetExport(handle, "chdb_close_conn");
    }

    /// <summary>Opens a connection.</summary>
    public nint Connect()
    {
        fixed (byte* name = "tacit\0"u8, path = Encoding.UTF8.GetBytes($"--path={_folder}\0"), compile = "--compile_expressions=0\0"u8, threads = "--max_threads=1\0"u8)
        {
            // Tables of tests are small: what pays for large ones costs more than it saves.
            var arguments = stackalloc byte*[] { name, path, compile, threads };
            var connection = _connect(4, arguments);
            return connection is null || *connection == 0 ? throw new InvalidOperationException("The engine gives no connection.") : (nint)connection;
        }
    }

    public void Close(nint connection) => _close((nint*)connection);

    /// <summary>Runs a statement, with the rows of an INSERT behind it.</summary>
    public (byte[] Answer, string? Error) Run(nint connection, ReadOnlySpan<byte> statement, string format)
    {
        var result = RunOnce(connection, statement, format);
        if (result.Error is not null)
        {
            // What a failed statement had written already would stand before the next answer.
            RunOnce(connection, "SELECT 1"u8, format);
        }

        return result;
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private (byte[] Answer, string? Error) RunOnce(nint connection, ReadOnlySpan<byte> statement, string format)
    {
        fixed (byte* text = statement, name = Encoding.UTF8.GetBytes(format + "\0"))
        {
            var result = _query(*(nint*)connection, text, (nuint)statement.Length, name, (nuint)format.Length);
            var error = Marshal.PtrToStringUTF8((nint)_error(result));
            var length = (int)_length(result);
            var answer = error is null && length > 0 ? new ReadOnlySpan<byte>(_buffer(result), length).ToArray() : [];
            _free(result);
            return (answer, error);
        }
    }
}
