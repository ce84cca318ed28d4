namespace Tacit.Reports;

/// <summary>Who sees raw data.</summary>
public enum TrustModel
{
    /// <summary>One owner, who adds noise to what leaves.</summary>
    Central = 0,

    /// <summary>Nobody: each device adds noise to its own report.</summary>
    Local = 1,

    /// <summary>Nobody: devices add noise, and a shuffler hides whose report is whose.</summary>
    Shuffle = 2,

    /// <summary>Each site its own rows; noise is added by sites, by a server or by both.</summary>
    Federated = 3,
}
