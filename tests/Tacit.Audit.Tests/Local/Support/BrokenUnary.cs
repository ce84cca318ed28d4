using Tacit.Local;

namespace Tacit.Audit.Tests.Local.Support;

/// <summary>Unary encodings with faults that are made by changing the report of a correct client.</summary>
internal sealed class BrokenUnary(ILocalRandomizer correct, Action<int, byte[]> fault) : ILocalRandomizer
{
    private readonly byte[] _report = new byte[correct.ReportSize];

    public string Protocol => correct.Protocol + ", broken";

    public int Domain => correct.Domain;

    public int ReportSize => correct.ReportSize;

    public PrivacyStatement Privacy => correct.Privacy;

    /// <summary>The last bit is sent as it is: a loop that is one short.</summary>
    public static BrokenUnary LastBitBare(ILocalRandomizer correct) => new(correct, (value, report) => Set(report, correct.Domain - 1, value == correct.Domain - 1));

    /// <summary>A true bit is never cleared: bits are set on success, and stay on failure.</summary>
    public static BrokenUnary NeverCleared(ILocalRandomizer correct) => new(correct, (value, report) => Set(report, value, true));

    public ILocalRandomizer NewUser() => this;

    public int Randomize(int value, Span<byte> destination)
    {
        correct.Randomize(value, _report);
        fault(value, _report);
        _report.CopyTo(destination);
        return _report.Length;
    }

    private static void Set(byte[] report, int bit, bool on) => report[bit >> 3] = (byte)((report[bit >> 3] & ~(1 << (bit & 7))) | ((on ? 1 : 0) << (bit & 7)));
}
