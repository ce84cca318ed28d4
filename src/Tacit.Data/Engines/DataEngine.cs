namespace Tacit.Data;

/// <summary>A database whose tables a population consists of: how to reach it, not a connection. Made by the package of an engine, given to <see cref="DatasetBuilder.From"/>.</summary>
/// <remarks>For authors of engines. Whatever goes wrong while data is prepared becomes a <see cref="BadInputException"/> that names tables, columns and counts, never a cell: it is for the owner.</remarks>
public abstract class DataEngine
{
    /// <summary>Checks what was declared and prepares every table once: numbers become clipped fixed-point integers, categories their codes, and each unit's rows get a rank from a secret and that unit's rows alone.</summary>
    /// <param name="declaration">What was declared.</param>
    /// <param name="progress">Reports table names as they are opened; public facts only.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">A table or a declaration cannot be used.</exception>
    public abstract Task<PreparedData> PrepareAsync(DataDeclaration declaration, IProgress<string>? progress, CancellationToken token);

    /// <summary>The tables that may be read with their columns, for the draft of a policy. No value is read.</summary>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">The database cannot be reached.</exception>
    public abstract Task<IReadOnlyList<SourceTable>> TablesAsync(CancellationToken token = default);
}
