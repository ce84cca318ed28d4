using System.Globalization;
using Tacit.Audit;

namespace Tacit.Cli.Output;

/// <summary>Tenths of an audit, on standard error.</summary>
internal sealed class TenthsProgress(string what) : IProgress<AuditProgress>
{
    private long _shown;

    public void Report(AuditProgress value)
    {
        var tenth = 10 * value.Done / value.Total;
        var shown = Interlocked.Read(ref _shown);
        if (tenth > shown && Interlocked.CompareExchange(ref _shown, tenth, shown) == shown)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total} {what} …"));
        }
    }
}
