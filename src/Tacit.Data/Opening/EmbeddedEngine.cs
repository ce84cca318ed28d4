namespace Tacit.Data;

/// <summary>The embedded engine over files, before it starts.</summary>
internal sealed class EmbeddedEngine(string folder, long memoryBytes, string? spillFolder) : DataEngine
{
    public override async Task<PreparedData> PrepareAsync(DataDeclaration declaration, IProgress<string>? progress, CancellationToken token)
    {
        var placed = declaration with
        {
            Tables = [.. declaration.Tables.Select(t => t with { Source = Path.Combine(folder, t.Source) })],
            PublicTables = [.. declaration.PublicTables.Select(t => t with { Source = Path.Combine(folder, t.Source) })],
        };
        var engine = Engine.Start(memoryBytes, spillFolder);
        try
        {
            await Task.Run(() => new Preparation(engine, declaration.Unit, progress, token).Run(placed), token).ConfigureAwait(false);
            engine.ReadPublic([.. declaration.PublicTables.Select(t => t.Facts)]);
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    public override Task<IReadOnlyList<SourceTable>> TablesAsync(CancellationToken token = default) => throw new NotSupportedException("Files are drafted from by SourceDraft.");
}
