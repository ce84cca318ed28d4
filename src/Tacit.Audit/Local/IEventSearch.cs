namespace Tacit.Audit.Local;

/// <summary>Chooses one event on reports that are not counted.</summary>
internal interface IEventSearch
{
    /// <summary>The event that promises the largest bound; null if nothing can be told apart.</summary>
    /// <param name="first">Reports of users with the first input.</param>
    /// <param name="second">Reports of as many with the second.</param>
    /// <param name="alpha">α of the event that is chosen.</param>
    /// <param name="delta">The claimed δ.</param>
    ReportEvent? Choose(ReportSample first, ReportSample second, double alpha, double delta);
}
