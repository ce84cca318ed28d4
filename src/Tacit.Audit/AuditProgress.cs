using System.Runtime.InteropServices;

namespace Tacit.Audit;

/// <summary>How far an audit is.</summary>
/// <param name="Done">Runs that ended.</param>
/// <param name="Total">Runs in all, over both inputs of every pair.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AuditProgress(long Done, long Total);
