using System.CommandLine;

namespace Tacit.Cli.Commands;

/// <summary>The options that say what a protocol is. Which of them one takes is its own.</summary>
internal class ProtocolOptions
{
    public Option<string> Epsilon { get; } = new("--epsilon") { Description = "ε of each report." };

    public Option<string> EpsilonInfinity { get; } = new("--epsilon-infinity") { Description = "ε∞ of all reports of a device together while the value stays, for protocols that report in every epoch." };

    public Option<int?> Domain { get; } = new("--domain") { Description = "Number of values that a user may have." };

    public Option<string> Domains { get; } = new("--domains") { Description = "Number of values of each attribute of a tuple, for example 10,4,32." };

    public Option<FileInfo> Priors { get; } = new("--priors") { Description = "rsrfd-grr, rsrfd-oue-r: a file with a line for each attribute, of how frequent each of its values is expected to be, with commas between, for example 0.7,0.2,0.1. Public knowledge, not from the people who report." };

    public Option<int?> Bits { get; } = new("--bits") { Description = "dbitflip: buckets that a user reports, 16 at most unless given. rappor: bits of a filter, 16 unless given. pem: bits of a word, six a letter, 36 unless given." };

    public Option<string> F { get; } = new("--f") { Description = "rappor: share of bits whose kept answer is a coin.", DefaultValueFactory = _ => "0.5" };

    public Option<string> P { get; } = new("--p") { Description = "rappor: probability that a kept zero is reported as one.", DefaultValueFactory = _ => "0.25" };

    public Option<string> Q { get; } = new("--q") { Description = "rappor: probability that a kept one is reported as one.", DefaultValueFactory = _ => "0.75" };

    public Option<int> Hashes { get; } = new("--hashes") { Description = "rappor: bits that a word sets at most.", DefaultValueFactory = _ => 2 };

    public Option<int> Cohorts { get; } = new("--cohorts") { Description = "rappor: groups of users with hash functions of their own, a power of two.", DefaultValueFactory = _ => 64 };

    public Option<string> Low { get; } = new("--low") { Description = "Lower end of the range of numbers." };

    public Option<string> High { get; } = new("--high") { Description = "Upper end of the range of numbers." };

    public Option<int> Rows { get; } = new("--rows") { Description = "Hash functions of a sketch.", DefaultValueFactory = _ => 1024 };

    public Option<int> Width { get; } = new("--width") { Description = "Cells of each hash function of a sketch.", DefaultValueFactory = _ => 1024 };

    /// <summary>Those that not every protocol takes.</summary>
    public virtual IEnumerable<Option> OfSome => [Epsilon, EpsilonInfinity, Domain, Domains, Priors, Bits, F, P, Q, Hashes, Cohorts, Low, High, Rows, Width];
}
