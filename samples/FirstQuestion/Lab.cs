namespace FirstQuestion;

// docs: lab
/// <summary>A row of the laboratory values, by the names of its columns.</summary>
internal sealed record Lab(int Id, string Test, double? Value);

/// <summary>A row of the persons.</summary>
internal sealed record Person(int Id, string Sex);
// end
