using System.Globalization;
using System.Numerics;
using ClickHouse.Driver.ADO.Readers;
using Tacit.ClickHouse.Opening;
using Tacit.Data;

namespace Tacit.ClickHouse;

/// <summary>Tables that were prepared in a session, which answers one statement after the other.</summary>
internal sealed class ClickHouseData : PreparedData
{
    // The server's own limit comes first; this one is for a server that went away.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(SessionSettings.SessionSeconds / 5);
    private readonly Session _session;
    private readonly PublicTables? _public;
    private readonly TimeSpan _timeout;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _beats;
    private IReadOnlyCollection<UInt128> _hashes;
    private bool _disposed;

    public ClickHouseData(Session session, PublicTables? publicTables, KeyKind? units, IReadOnlyCollection<UInt128> hashes, TimeSpan timeout)
    {
        _session = session;
        _public = publicTables;
        _hashes = hashes;
        UnitKeys = units;
        _timeout = timeout;
        _beats = TimeProvider.System.CreateTimer(_ => _ = StayAsync(), null, Beat, Beat);
    }

    public override SqlDialect Dialect => SqlDialect.ClickHouse;

    public override KeyKind? UnitKeys { get; }

    public override bool IsLost => _session.IsLost;

    public override IReadOnlyCollection<UInt128> TakeUnitHashes() => Interlocked.Exchange(ref _hashes, []);

    public override IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost) => Public(table).Read(r => r.Values(table, columns, atMost));

    public override long PublicFanOut(string table, IReadOnlyList<PublicKey> keys) => Public(table).Read(r => r.FanOut(table, keys));

    public override async ValueTask<IReadOnlyList<IntegerRow>> ReadAsync(PushedStatement statement, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(statement);
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Dataset));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(_timeout + Grace);
            var rows = new List<IntegerRow>();
await _session.ReadAsync(statement.Sql, reader => rows.Add(Row(reader, statement)), limit.Token).ConfigureAwait(false);
            return rows;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A session that says nothing is forgotten, with its tables. Where a question runs, it says enough.</summary>
    public async Task StayAsync()
    {
        if (await _turn.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            try
            {
                if (!_disposed)
                {
                    await _session.StayAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                _turn.Release();
            }
        }

        if (!_disposed)
        {
            _public?.Stay();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _beats.DisposeAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        if (!_disposed)
        {
            _disposed = true;
            if (_public is not null)
            {
                await _public.DisposeAsync().ConfigureAwait(false);
            }

            await _session.DisposeAsync().ConfigureAwait(false);
        }

        _turn.Release();
    }

    private PublicTables Public(string table) => _public ?? throw new BadInputException($"There is no public table '{table}'. Public: none.");

    private static IntegerRow Row(ClickHouseDataReader reader, PushedStatement statement)
    {
        var keys = new string[statement.Keys];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!;
        }

        var integers = new Int128[statement.Integers];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = reader.IsDBNull(keys.Length + i) ? 0 : ToInt128(reader.GetValue(keys.Length + i));
        }

        return new(keys, integers);
    }

    private static Int128 ToInt128(object value) => value switch
    {
        BigInteger wide => (Int128)wide,
        ulong count => count,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };
}
