using System.Data.Common;

namespace Tacit.Ledgers;

/// <summary>A statement with the parameters $1, $2, … that is used again and again on one connection.</summary>
/// <param name="command">The command with its parameters, which this owns. Its text is a constant of this assembly; values travel as parameters.</param>
internal sealed class LedgerStatement(DbCommand command) : IDisposable
{
    public void Run(params ReadOnlySpan<object> values)
    {
        Bind(values);
        command.ExecuteNonQuery();
    }

    public DbDataReader Query(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return command.ExecuteReader();
    }

    public void Dispose() => command.Dispose();

    private void Bind(ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }
}
