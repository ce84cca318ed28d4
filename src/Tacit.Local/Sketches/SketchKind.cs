namespace Tacit.Local;

/// <summary>How values without a list are counted: by public hash functions into few cells. Source: Apple, "Learning with privacy at scale" (2017).</summary>
public enum SketchKind
{
    /// <summary><c>cms</c>: a row and its m bits, each flipped with probability 1/(√E + 1).</summary>
    CountMean,

    /// <summary><c>hcms</c>: a row and one Hadamard coefficient of its m cells, flipped with probability 1/(E + 1). Few bytes, somewhat more error.</summary>
    HadamardCountMean,
}
