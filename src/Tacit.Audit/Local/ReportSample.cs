namespace Tacit.Audit.Local;

/// <summary>Reports of users that were set aside to choose an event.</summary>
internal sealed class ReportSample
{
    private readonly List<int> _ends = [];
    private byte[] _bytes = [];

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int i] => _bytes.AsSpan((i == 0 ? 0 : _ends[i - 1])..(_ends[i]));

    public void Add(ReadOnlySpan<byte> reports)
    {
        var start = Count == 0 ? 0 : _ends[^1];
        var end = checked(start + reports.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }

        reports.CopyTo(_bytes.AsSpan(start));
        _ends.Add(end);
    }

    public void Add(ReportSample other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }
    }
}
