using System.Data.Common;
using System.Runtime.InteropServices;

namespace Tacit.Server;

/// <summary>A connection for one transaction, and what is done with it afterwards.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct StoreSession(DbConnection connection, Func<ValueTask> release) : IAsyncDisposable
{
    public DbConnection Connection { get; } = connection;

    public ValueTask DisposeAsync() => release();
}
