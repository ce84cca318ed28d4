using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using Tacit.Accounting;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Randomness;

namespace Tacit.Audit.Targets;

/// <summary>
/// An endpoint that is made to be attacked: the engine itself behind a naive defence. Statements that are no questions run as they are, and what the engine
/// says is passed on.
/// </summary>
internal sealed class NaiveTarget : IQueryTarget
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly NaiveDefence _defence;
    private readonly long _rows;

    public NaiveTarget(GameFiles files, NaiveDefence defence)
    {
        _defence = defence;
        _connection.Open();
        Execute("SET threads=1");
        Execute($"CREATE TABLE {files.Shape.From} AS SELECT * FROM read_csv('{files.TableFile.Replace("'", "''", StringComparison.Ordinal)}', header=true, columns={{{files.Shape.EngineColumns}}})");
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {files.Shape.From}";
        _rows = (long)command.ExecuteScalar()!;
    }

    public Task<IQueryEndpoint> StartAsync(ulong seed, CancellationToken token) => Task.FromResult<IQueryEndpoint>(new Endpoint(this, RandomSource.Seeded(seed)));

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string? Having => _defence switch
    {
        { SmallestGroup: 0 } => null,
        { HoldsBackLargeGroups: false } => string.Create(CultureInfo.InvariantCulture, $"count(*) >= {_defence.SmallestGroup}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"count(*) between {_defence.SmallestGroup} and {_rows - _defence.SmallestGroup}"),
    };

    private async Task<QueryReply> RunAsync(string sql, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<IReadOnlyList<object?>>();
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Cell(reader.GetValue(i)))]);
            }

            return new(rows, null);
        }
        catch (DuckDBException e)
        {
            return QueryReply.Refused(e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static object Cell(object value) => value switch
    {
        BigInteger big => (double)big,
        bool or string => value.ToString()!,
        IConvertible number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private sealed class Endpoint(NaiveTarget target, RandomSource random) : IQueryEndpoint
    {
        private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
        private readonly Lock _drawing = new();
        private ulong? _secret;

        public async Task<QueryReply> AskAsync(EndpointQuestion question, CancellationToken token)
        {
            var defence = target._defence;
            var who = question.Analyst ?? string.Empty;
            if (defence.QuestionsEach is { } most && _asked.GetValueOrDefault(who) >= most)
            {
                return QueryReply.Refused("The budget is used up.");
            }

            if (!defence.CountsAfterwards)
            {
                _asked.AddOrUpdate(who, 1, (_, n) => n + 1);
            }

            var began = Stopwatch.GetTimestamp();
            await Task.Yield();
            var reply = await target.RunAsync(question.ToSql(target.Having), token).ConfigureAwait(false);
            if (defence.CountsAfterwards)
            {
                _asked.AddOrUpdate(who, 1, (_, n) => n + 1);
            }

            return (question.Raw is null ? Noisy(reply) : reply) with { Elapsed = Stopwatch.GetElapsedTime(began) };
        }

        public Task<Price?> SpentAsync(CancellationToken token) => Task.FromResult<Price?>(null);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private QueryReply Noisy(QueryReply reply)
        {
            if (target._defence.Epsilon is not { } epsilon)
            {
                return reply;
            }

            lock (_drawing)
            {
                // The secret of a game, so that what sticks differs from game to game.
                var source = target._defence.NoiseSticksToAnswer
                    ? RandomSource.Seeded(reply.Numbers.Aggregate(_secret ??= random.NextUInt64(), (seed, x) => (seed * 0x9E3779B97F4A7C15UL) ^ BitConverter.DoubleToUInt64Bits(x)))
                    : random;
                return reply with { Rows = [.. reply.Rows.Select(row => (IReadOnlyList<object?>)[.. row.Select(cell => cell is double x ? x + TextbookLaplace.Sample(1 / epsilon, source) : cell)])] };
            }
        }
    }
}
