using System.Numerics;

namespace Tacit.Local.Tests.Support;

/// <summary>Which bytes are reports, from the definition of the wire format alone.</summary>
internal static class WellFormed
{
    public static bool Is(FrequencyOracle oracle, byte[] batch) =>
        batch.Length % oracle.ReportSize == 0 && batch.Chunk(oracle.ReportSize).All(r => IsReport(oracle.Parameters, new BigInteger(r, isUnsigned: true)));

    private static bool IsReport(FrequencyParameters p, BigInteger report)
    {
        switch (p.Kind)
        {
            case OracleKind.Grr:
                return report < p.Domain;
            case OracleKind.Hadamard:
                return report < 2 * p.Size;
            case OracleKind.Blh or OracleKind.Olh:
                return report >> (p.Domain > 65_536 || p.Size > 256 ? 128 : 64) < p.Size;
            case OracleKind.Subset:
                var bits = (int)Math.Ceiling(Math.Log2(p.Domain));
                var last = BigInteger.MinusOne;
                for (var j = 0; j < p.Size; j++, report >>= bits)
                {
                    var next = report & ((1 << bits) - 1);
                    if (next <= last || next >= p.Domain)
                    {
                        return false;
                    }

                    last = next;
                }

                return report.IsZero;
            default:
                return report >> p.Domain == 0;
        }
    }
}
