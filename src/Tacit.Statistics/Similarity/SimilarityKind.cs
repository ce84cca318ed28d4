namespace Tacit.Statistics;

/// <summary>What an index is made of.</summary>
internal enum SimilarityKind
{
    /// <summary>Lines of trees.</summary>
    Trees = 1,

    /// <summary>Sums of rows and squares.</summary>
    Squared = 2,

    /// <summary>Sums of features.</summary>
    Features = 3,
}
