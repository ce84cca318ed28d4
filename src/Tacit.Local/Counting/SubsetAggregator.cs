namespace Tacit.Local;

/// <summary>Counts the values of random subsets: indices that must ascend.</summary>
internal sealed class SubsetAggregator(FrequencyOracle oracle) : FrequencyAggregator(oracle, oracle.Law)
{
    private readonly int _size = oracle.Parameters.Size;
    private readonly int _bits = Packing.BitsFor(oracle.Parameters.Domain);

    internal override void Check(ReadOnlySpan<byte> reports)
    {
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            if (!IsWellFormed(reports.Slice(i, ReportSize)))
            {
                Malformed($"it is not {_size} ascending values below {Protocol.CounterCount}, followed by zero bits");
            }
        }
    }

    internal override void CountChecked(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var reader = new IndexReader(reports.Slice(i, ReportSize), _bits);
            for (var j = 0; j < _size; j++)
            {
                counts[reader.Next()]++;
            }
        }
    }

    private bool IsWellFormed(ReadOnlySpan<byte> report)
    {
        var reader = new IndexReader(report, _bits);
        var last = -1;
        for (var j = 0; j < _size; j++)
        {
            var next = reader.Next();
            if (next <= last || next >= Protocol.CounterCount)
            {
                return false;
            }

            last = next;
        }

        return reader.IsRestZero;
    }

    /// <summary>Fixed numbers of bits one after another, lowest first.</summary>
    private ref struct IndexReader(ReadOnlySpan<byte> bytes, int bits)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private ulong _pending;
        private int _filled;
        private int _at;

        public readonly bool IsRestZero => _pending == 0 && _at == _bytes.Length;

        public int Next()
        {
            for (; _filled < bits; _filled += 8)
            {
                _pending |= (ulong)_bytes[_at++] << _filled;
            }

            var index = (int)(_pending & ((1UL << bits) - 1));
            _pending >>= bits;
            _filled -= bits;
            return index;
        }
    }
}
