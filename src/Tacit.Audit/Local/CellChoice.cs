namespace Tacit.Audit.Local;

/// <summary>A prefix of the cells of a table.</summary>
internal sealed record CellChoice(double Promise, CellTable Table, int Cells, bool FromEnd)
{
    public ReportEvent Event() => Table.EventOf(this);
}
