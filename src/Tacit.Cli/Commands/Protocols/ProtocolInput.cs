using System.CommandLine;
using System.Globalization;
using Tacit.Local;
using Tacit.Numerics;

namespace Tacit.Cli.Commands;

/// <summary>The protocol that was asked for. What is missing, is not taken, or cannot be read is said with the name of its option.</summary>
/// <param name="options">The options that the command has.</param>
/// <param name="result">What was given.</param>
/// <param name="protocol">The protocol's name.</param>
/// <param name="labels">How many labels there are, which stand for the number of values.</param>
internal class ProtocolInput(ProtocolOptions options, ParseResult result, string protocol, int? labels = null)
{
    protected const int MostValues = 1 << 24;

    // Bits of a filter, and buckets that a device reports at most.
    private const int UsualBits = 16;

    // Six letters of six bits.
    private const int UsualWordBits = 36;

    protected ParseResult Given { get; } = result;

    public string Protocol { get; } = protocol.ToLowerInvariant();

    /// <summary>What each ε that was given is multiplied by.</summary>
    public double Factor { get; init; } = 1;

    public int Domain => labels ?? Need(options.Domain, "the number of values that a user may have")!.Value;

    public IReadOnlyList<int> Domains => [.. Need(options.Domains, "the number of values of each attribute, for example 10,4,32")!.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k <= MostValues
        ? k
        : throw new BadInputException($"--domains is numbers of up to {MostValues} values with commas between, such as 10,4,32, but was '{Given.GetValue(options.Domains)}'."))];

    public Rational Epsilon => Scaled(CollectCommand.Epsilon(Need(options.Epsilon, "ε of each report")));

    private Rational EpsilonInfinity => Scaled(CollectCommand.Epsilon(Need(options.EpsilonInfinity, "ε∞ of all reports of a device together while the value stays"), options.EpsilonInfinity.Name));

    // Reports without noise of their own: one of them costs what all do.
    private Rational OnlyEpsilon
    {
        get
        {
            var epsilon = Has(options.Epsilon) ? Epsilon : EpsilonInfinity;
            return !Has(options.EpsilonInfinity) || EpsilonInfinity == epsilon
                ? epsilon
                : throw new BadInputException($"A report of {Protocol} has no noise of its own, so it costs what all of a user's reports do: give {options.EpsilonInfinity.Name} alone.");
        }
    }

    /// <summary>Makes the protocol.</summary>
    /// <param name="more">Options that the command takes for it beside those of the protocol.</param>
    /// <exception cref="BadInputException">There is no such protocol, an option is missing, is not taken or cannot be used.</exception>
    public IReportProtocol Create(params Option[] more)
    {
        IReportProtocol Taking(Option[] own, Func<IReportProtocol> create)
        {
            Take([.. own, .. more]);
            return create();
        }

        return Protocol switch
        {
            var n when Is(OracleNames.Names) => Taking([options.Domain, options.Epsilon], () => FrequencyOracle.Create(OracleNames.Parse(n), Domain, Epsilon)),
            var n when Is(LongitudinalNames.Names) => Taking([options.Domain, options.EpsilonInfinity, options.Epsilon], () => LongitudinalProtocol.Create(LongitudinalNames.Parse(n), Domain, EpsilonInfinity, Epsilon)),
            BucketProtocol.ProtocolName => Taking([options.Domain, options.EpsilonInfinity, options.Epsilon, options.Bits], () => BucketProtocol.Create(Domain, Given.GetValue(options.Bits) ?? Math.Clamp(Domain, 1, UsualBits), OnlyEpsilon)),
            OneBitMean.ProtocolName => Taking([options.Domain, options.EpsilonInfinity, options.Epsilon], () => OneBitMean.Create(Domain - 1, OnlyEpsilon)),
            RapporProtocol.ProtocolName => Taking([options.F, options.P, options.Q, options.Bits, options.Hashes, options.Cohorts], Rappor),
            MemoizedTupleProtocol.ProtocolName => Taking([options.Domains, options.EpsilonInfinity, options.Epsilon], () => MemoizedTupleProtocol.Create(Domains, EpsilonInfinity, Epsilon)),
            var n when Is(TupleNames.Names) && TupleNames.Parse(n) is TupleKind.PriorGrr or TupleKind.PriorOueRandom => Taking([options.Priors, options.Epsilon], () => TupleProtocol.CreateWithPriors(TupleNames.Parse(Protocol), Priors(), Epsilon)),
            var n when Is(TupleNames.Names) => Taking([options.Domains, options.Epsilon], () => TupleProtocol.Create(TupleNames.Parse(n), Domains, Epsilon)),
            var n when Is(NumberNames.Names) => Taking([options.Low, options.High, options.Epsilon], () => NumberProtocol.Create(NumberNames.Parse(n), Epsilon, Number(options.Low, "the lower end of the range of numbers"), Number(options.High, "the upper end of the range of numbers"))),
            var n when Is(SketchNames.Names) => Taking([options.Epsilon, options.Rows, options.Width], () => SketchProtocol.Create(SketchNames.Parse(n), Epsilon, Given.GetValue(options.Rows), Given.GetValue(options.Width))),
            "pem" => Taking([options.Epsilon, options.Bits], () => HeavyHitterProtocol.Create(WordCode.Letters, Given.GetValue(options.Bits) ?? UsualWordBits, Epsilon)),
            "she" => Taking([options.Domain, options.Epsilon], () => HistogramProtocol.Create(Domain, Epsilon)),
            _ => throw new BadInputException($"There is no protocol '{Protocol}'. {ProtocolFamily.Listed}"),
        };
    }

    /// <summary>Whether an option was given; its default does not count.</summary>
    public bool Has(Option option) => Given.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options that would be without effect.</summary>
    public void Take(params Option[] taken)
    {
        if (options.OfSome.FirstOrDefault(o => Has(o) && !taken.Contains(o)) is { } other)
        {
            throw new BadInputException($"Protocol {Protocol} does not take {other.Name}. It takes {string.Join(", ", taken.Select(o => o.Name))}.");
        }
    }

    // Protocols have decimals.
    private Rational Scaled(Rational epsilon) => Factor == 1 ? epsilon : Rational.Parse((epsilon.ToDouble() * Factor).ToString("0.#########", CultureInfo.InvariantCulture));

    private IReportProtocol Rappor() => RapporProtocol.Create(
        Given.GetValue(options.Bits) ?? UsualBits,
        Given.GetValue(options.Hashes),
        Given.GetValue(options.Cohorts),
        Number(options.F, "f"),
        Number(options.P, "p"),
        Number(options.Q, "q"));

    private IReadOnlyList<double>[] Priors()
    {
        var file = Need(options.Priors, "a file with how frequent each value of each attribute is expected to be, which fakes are drawn from")!;
        string[] lines;
        try
        {
            lines = [.. File.ReadAllLines(file.FullName).Where(l => l.Trim().Length > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--priors cannot be read: {e.Message}");
        }

        return [.. lines.Select((line, j) => (IReadOnlyList<double>)[.. line.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var f) && double.IsFinite(f)
            ? f
            : throw new BadInputException($"Line {j + 1} of --priors is numbers with commas between, such as 0.7,0.2,0.1, but has '{part.Trim()}'."))])];
    }

    private bool Is(IEnumerable<string> names) => names.Contains(Protocol, StringComparer.Ordinal);

    private Rational Number(Option<string> option, string what) => Rational.TryParse(Need(option, what), out var number)
        ? number
        : throw new BadInputException($"{option.Name} is a number such as 0 or 12.5, but was '{Given.GetValue(option)}'.");

    private T? Need<T>(Option<T> option, string what) => Given.GetValue(option) is { } value
        ? value
        : throw new BadInputException($"Protocol {Protocol} needs {option.Name}: {what}.");
}
