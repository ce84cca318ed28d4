namespace Tacit.Local;

/// <summary>Keeps the last report of each collection: who was not heard sends the same bytes again. A report that is drawn again is a second release. The report of a later epoch takes the place of an earlier one: whoever still has to send that keeps its upload (<see cref="Pack"/>).</summary>
/// <remarks>Clients that keep answers call <see cref="Report"/> by themselves; the one report of any other protocol is made with <see cref="ReportOnce"/>.</remarks>
public interface IReportOutbox
{
    /// <summary>The report of an epoch: the one that is kept, or one that is drawn, kept, and only then given out.</summary>
    /// <param name="collection">Identity of the collection.</param>
    /// <param name="epoch">Number of the round, as the collector counts.</param>
    /// <param name="size">Bytes of the report.</param>
    /// <param name="draw">Draws it; its randomness is fresh.</param>
    /// <exception cref="BadInputException">A report of a later epoch was made already, or what was kept is damaged.</exception>
    byte[] Report(string collection, uint epoch, int size, MemoDraw draw);

    /// <summary>The one report of an epoch by a protocol that keeps no answers. Where it is not kept, the whole ε of the protocol is paid first, for tuples that of the whole tuple; then it is drawn, kept, and only then given out.</summary>
    /// <remarks>From then on it is the same bytes for this epoch, whatever is drawn. Each further epoch is paid again. A draw that fails leaves the epoch paid: the next one of it costs nothing.</remarks>
    /// <param name="collection">What is reported to.</param>
    /// <param name="epoch">Number of the epoch, as the collector counts.</param>
    /// <param name="draw">Makes the report, with a client of the randomness that it is given, for example <c>(random, report) => oracle.Client(random).Randomize(answer, report)</c>.</param>
    /// <exception cref="BadInputException">The protocol reports in rounds and has a client of its own for that, a report of a later epoch was made already, or what was kept is damaged.</exception>
    /// <exception cref="BudgetExceededException">Its ε would pass the device's ceiling. Nothing was drawn.</exception>
    byte[] ReportOnce(Collection collection, uint epoch, MemoDraw draw);

    /// <summary>The upload of a report that is kept here: the same bytes whenever it is packed, also after a crash, so that a collector which has it already does not count it again.</summary>
    /// <param name="collection">What is reported to.</param>
    /// <param name="epoch">The epoch that the report was made for.</param>
    /// <param name="report">The one report that <see cref="Report"/> or <see cref="ReportOnce"/> gave.</param>
    /// <param name="token">What the app adds. With another token it is another upload, which is counted again: keep it where the report may have to be sent again.</param>
    /// <exception cref="BadInputException">It does not have the size of a report of the collection's protocol, or is too long for an upload.</exception>
    byte[] Pack(Collection collection, uint epoch, ReadOnlySpan<byte> report, ReadOnlySpan<byte> token = default);
}
