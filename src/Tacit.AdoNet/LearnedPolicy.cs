using Tacit.Data;

namespace Tacit.AdoNet;

/// <summary>A draft with bounds that were learned privately, and what that cost.</summary>
/// <param name="Draft">The draft; what could not be learned is still to be filled in.</param>
/// <param name="Learned">The columns whose bounds were learned, as <c>table.column</c>.</param>
/// <param name="Price">What was paid in all, in words.</param>
public sealed record LearnedPolicy(PolicyDraft Draft, IReadOnlyList<string> Learned, string Price)
{
    /// <summary>About how many persons a bin needs to be seen: values of fewer, in bins beyond the bounds, are clipped to them. It follows from the amount alone.</summary>
    public required long FewestPersons { get; init; }
}
