using Tacit.Audit.Outputs;

namespace Tacit.Audit.Mechanisms;

/// <summary>Outputs on the first and on the second input of a pair, equally many.</summary>
internal readonly record struct Sample(Observation[] First, Observation[] Second)
{
    /// <summary>True when every output on both inputs is one and the same.</summary>
    public bool IsConstant
    {
        get
        {
            var one = First[0].Whole;
            return Array.TrueForAll(First, o => o.Whole == one) && Array.TrueForAll(Second, o => o.Whole == one);
        }
    }

    /// <summary>True when no run gave an answer.</summary>
    public bool OnlyErrors => Array.TrueForAll(First, IsError) && Array.TrueForAll(Second, IsError);

    private static bool IsError(Observation observation) => observation.Names is ["error"];
}
