using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tacit.Local;

/// <summary>What is asked of a population, as it is published once for everybody: a name, the protocol, the words for its values, and the epochs. Its hash names it in every batch of reports.</summary>
/// <remarks>
/// Immutable. The identity is a hash of the whole document, so a server that would hand one person a document of its own is found out by whoever compares hashes.
/// Reading a document checks the protocol's thresholds, so a device need not trust who published it.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "The field's word for what is collected; no list.")]
public sealed class Collection
{
    /// <summary>The version of documents that this code reads and writes.</summary>
    public const int Version = 1;

    /// <summary>Labels at most; domains with more have numbers only.</summary>
    public const int MostLabels = 4096;

    private const int LongestName = 100;
    private const int LongestLabel = 200;
    private readonly Dictionary<string, int>? _indices;

    private Collection(string name, IReportProtocol protocol, IReadOnlyList<string> labels, EpochRule epochs)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            throw new BadInputException($"A collection has a name of 1 to {LongestName} characters.");
        }

        if (!epochs.IsValid)
        {
            throw new BadInputException("The epochs of a collection last from a minute to ten years and start in 1970 or later. Take EpochRule.Once where there is one only.");
        }

        Name = Text(name);
        Protocol = protocol;
        Labels = [.. labels.Select(Text)];
        Epochs = epochs;
        if (Labels.Count > 0)
        {
            _indices = Index(Labels, protocol);
        }

        Document = CollectionDocument.Write(this);
        Id = ProtocolDocument.Id(Document);
    }

    /// <summary>What it is called: for people.</summary>
    public string Name { get; }

    /// <summary>How values are randomized and counted.</summary>
    public IReportProtocol Protocol { get; }

    /// <summary>The words for the values 0, 1, …; empty where values are numbers. In normal form C where the runtime has Unicode tables, else as they were given.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How time is cut.</summary>
    public EpochRule Epochs { get; }

    /// <summary>The canonical document (RFC 8785).</summary>
    public string Document { get; }

    /// <summary>The first 16 bytes of the SHA-256 of the document, as 32 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>A collection of a protocol.</summary>
    /// <exception cref="BadInputException">The name, the labels or the epochs cannot be used.</exception>
    public static Collection Create(string name, IReportProtocol protocol, IReadOnlyList<string>? labels = null, EpochRule epochs = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(protocol);
        return new(name, protocol, labels ?? [], epochs);
    }

    /// <summary>Reads a document that somebody published.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or its protocol breaks the ε that it claims.</exception>
    public static Collection Parse(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return CollectionDocument.Read(document);
    }

    /// <summary>The value that a label stands for.</summary>
    /// <exception cref="BadInputException">No value has that label. The message does not hold it.</exception>
    public int IndexOf(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _indices is null
            ? throw new BadInputException($"The values of collection {Name} are numbers, without labels.")
            : _indices.TryGetValue(Text(label), out var index) ? index : throw new BadInputException($"The answer is none of the {Labels.Count} labels of collection {Name}. Map it to one that stands for others: publish such a label, since silence would tell that the answer is not listed.");
    }

    private static Dictionary<string, int> Index(IReadOnlyList<string> labels, IReportProtocol protocol)
    {
        if (labels.Count > MostLabels || labels.Any(l => l.Length is 0 or > LongestLabel))
        {
            throw new BadInputException($"Labels have 1 to {LongestLabel} characters and are at most {MostLabels}; larger domains have numbers only.");
        }

        var domain = protocol switch
        {
            FrequencyOracle oracle => oracle.Parameters.Domain,
            LongitudinalProtocol longitudinal => longitudinal.Parameters.Domain,
            HistogramProtocol histogram => histogram.Domain,
            BucketProtocol buckets => buckets.Buckets,
            _ => throw new BadInputException($"Protocol {protocol.Name} has no list of values, so they have no labels."),
        };
        if (domain != labels.Count)
        {
            throw new BadInputException($"The protocol has {domain} values and the collection {labels.Count} labels. Give one for each.");
        }

        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            if (!indices.TryAdd(labels[i], i))
            {
                throw new BadInputException($"Two values have the label '{labels[i]}' in normal form C. Every value has one of its own.");
            }
        }

        return indices;
    }

    // Composed as the writer's keyboard happened to be, the same word would be two.
    private static string Text(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            throw new BadInputException("A name or label is no valid Unicode text: half of a surrogate pair stands alone.");
        }
    }
}
