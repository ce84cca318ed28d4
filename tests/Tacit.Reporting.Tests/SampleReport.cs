namespace Tacit.Reporting.Tests;

/// <summary>A report with every kind of content, as a session on a hospital's liver patients would give it. The numbers are invented.</summary>
internal static class SampleReport
{
    private const string LedgerId = "9f2c41d07be84a5fa3d8c6610be2f7d4";
    private const string Trust = "central: the owner of data, keys and ledger is trusted; whoever reads the answer is not";
    private static readonly string[] Ages = ["18 to 39", "40 to 49", "50 to 59", "60 to 69", "70 and over"];
    private static readonly string[] Quantiles = ["5%", "25%", "median", "75%", "95%"];

    public static PrivacyReport Private { get; } = Build(simulated: false);

    public static PrivacyReport Simulated { get; } = Build(simulated: true);

    public static Receipt Receipt(int entry, string price, string left, string mechanism, bool isPrivate = true, bool repeated = false) => new()
    {
        Loss = PrivacyLoss.Composed(PrivacyLoss.DiscreteGaussian(40 + entry, 4), PrivacyLoss.DiscreteLaplace(12, 1)),
        Price = price,
        Unit = PrivacyUnit.Person("case_id"),
        Trust = Trust,
        Mechanism = mechanism,
        Randomness = "AES-256 counter, seeded by the operating system",
        LedgerId = LedgerId,
        Account = "liver-clinic",
        Entry = entry,
        Sequence = (entry * 3) + 1,
        Head = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([(byte)entry])),
        Left = left,
        IsPrivate = isPrivate,
        IsRepeated = repeated,
    };

    public static Estimate About(double value, double half, string covers = Estimate.NoiseOnly) => new(value, value - half, value + half, 0.95, covers);

    private static PrivacyReport Build(bool simulated) => new()
    {
        Title = "Patients of the liver clinic: who they are, what was measured, what followed",
        Created = new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero),
        Data =
        [
            "Three tables of one population: persons (one row each), laboratory results (at most 8 rows a person kept, chosen by a secret rank), events (at most 4).",
            "HDL was clipped to 10 to 120 mg/dL, systolic pressure to 60 to 240 mmHg, both in steps of 1, as declared before the data was opened.",
            "Age bands and sex are declared categories: a group without patients is answered like any other.",
        ],
        Unit = "person (column case_id), add/remove",
        Trust = Trust,
        Budget = simulated
            ? new("liver-clinic", "simulated", "no cap", "not counted", "not counted", "no cap", null, 1, 0, new string('0', 64))
            : new("liver-clinic", LedgerId, "ρ = 0.1, δ = 1e-6", "ρ = 0.062, δ = 1e-7", "ρ = 0.162, δ = 2e-7", "ρ = 0.038, δ = 9e-7", 0.62, 2, 22, Receipt(7, "", "", "").Head) { Currency = "ρ", DeltaFraction = 0.1 },
        Answers = [Patients(simulated), Hdl(simulated), Pressure(simulated), Boxes(simulated), Illness(simulated), Diagnoses(simulated)],
        Refusals = simulated ? [] :
        [
            new("Mean HDL by age, sex and year of first visit.", "Needs ρ = 0.05; ρ = 0.038 is left. Ask for fewer groups, or with ρ at most 0.038 and wider intervals."),
        ],
        Caveats =
        [
            "What the whole population has in common is not hidden: an answer may teach something about a patient that would hold without that patient’s record.",
            "Members of one family are protected one by one. For a family of four the price is sixteen times as high under ρ.",
            "Times of queries and the number of answers are visible to whoever can read the ledger.",
        ],
    };

    private static AnswerReport Patients(bool simulated)
    {
        double[] counts = [1104, 1671, 2290, 1823, 918, 846, 1489, 2412, 2216, 1380];
        var rows = counts.Select((c, i) => new TableRow([i < 5 ? "female" : "male", Ages[i % 5]], [About(c, 18.4)])).ToList();
        return new()
        {
            Question = "How many patients were there, by sex and age?",
            Explanation = "Every patient counts once, in the age band of the first visit. Differences of fewer than about 37 patients between two groups are within the noise.",
            Answer = new(["sex", "age"], ["patients"], rows),
            Truth = simulated ? new(["sex", "age"], ["patients"], [.. rows.Select((r, i) => new TableRow(r.Keys, [About(counts[i] + ((i * 7 % 5) - 2) * 6, 0)]))]) : null,
            Receipt = Receipt(1, "ρ = 0.005", "ρ = 0.095, δ = 1e-6", "discrete Gaussian noise, σ = 9.4, on integer counts", !simulated),
            Values = [new("patients", "persons", AnswerFigure.Bars)],
            Covers = "The true count of each group in the data, with probability 95% for each interval on its own, over the noise alone. Counts were not clipped.",
            Plan =
            [
                "persons has one row for each case_id (declared, checked when the data was opened)",
                "group by sex, age: both constant for a person, so one person changes one count by 1",
                "L2 sensitivity 1, σ = 9.4, ρ = 1 / (2 × 9.4²) = 0.00566, rounded up in the ledger",
            ],
        };
    }

    private static AnswerReport Hdl(bool simulated)
    {
        List<TableRow> rows = [new(["female"], [About(56.31, 0.42)]), new(["male"], [About(45.87, 0.38)])];
        return new()
        {
            Question = "What was the mean HDL cholesterol, by sex?",
            Explanation = "The mean over the laboratory results that were kept, not over patients: who was measured more often weighs more.",
            Answer = new(["sex"], ["mean HDL"], rows),
            Truth = simulated ? new(["sex"], ["mean HDL"], [new(["female"], [About(56.5, 0)]), new(["male"], [About(46.4, 0)])]) : null,
            Receipt = Receipt(2, "ρ = 0.01", "ρ = 0.085, δ = 1e-6", "discrete Gaussian noise on sums and counts; ratio with a conservative interval", !simulated),
            Values = [new("mean HDL", "mg/dL", AnswerFigure.Points)],
            Covers = "The mean of the clipped values over the kept rows. Clipping to 10 to 120 changed fewer than 0.1% of them.",
            BoundingEffect = new()
            {
                Question = "How many persons had laboratory results left out, or a value clipped?",
                Explanation = "Counted over the whole table of results, before any question chose among them.",
                Answer = new([], ["persons with rows left out", "persons with a clipped value"], [new([], [About(1312, 60), About(47, 60)])]),
                Truth = simulated ? new([], ["persons with rows left out", "persons with a clipped value"], [new([], [About(1290, 0), About(31, 0)])]) : null,
                Receipt = Receipt(8, "ρ = 0.001", "ρ = 0.037, δ = 9e-7", "noisy counts of what bounding did", !simulated),
                Values = [new("persons with rows left out", string.Empty, AnswerFigure.None), new("persons with a clipped value", string.Empty, AnswerFigure.None)],
                Covers = "The noise of the two counts.",
                Plan = ["two counts: a person counts once in each"],
            },
            Plan = ["at most 8 rows a person, each within 10 to 120: L2 sensitivity of (sum, count) 8 × 110, 8", "half of ρ for the sums, half for the counts"],
        };
    }

    private static AnswerReport Pressure(bool simulated) => new()
    {
        Question = "How many patients had a pressure taken, and what were mean systolic pressure and mean BMI, by age?",
        Answer = new(["age"], ["patients", "mean pressure", "mean BMI"],
        [
            .. Ages.Select((age, i) => new TableRow(
                [age],
                [About(1840 + (310 * i) - (95 * i * i), 22.5), About(118.2 + (5.1 * i), 0.9 + (0.2 * i)), i == 4 ? null : About(27.1 + (0.8 * i) - (0.21 * i * i), 0.31)])),
        ]),
        Receipt = Receipt(3, "ρ = 0.012", "ρ = 0.073, δ = 1e-6", "discrete Gaussian noise on sums and counts; ratio with a conservative interval", !simulated, repeated: !simulated),
        Values = [new("patients", "patients", AnswerFigure.Bars), new("mean pressure", "mmHg", AnswerFigure.Points), new("mean BMI", "kg/m²", AnswerFigure.Points)],
        Covers = "The means of the clipped values over the kept rows, each interval on its own.",
        Plan = ["at most 8 rows a person"],
    };

    private static AnswerReport Boxes(bool simulated)
    {
        Estimate Skewed(double value, double below, double above) => new(value, value - below, value + above, 0.95, Estimate.NoiseOnly);
        return new()
        {
            Question = "How is HDL cholesterol distributed, by sex?",
            Explanation = "Half of the kept results lie within the box, nine in ten between the whiskers.",
            Answer = new(["sex"], ["mean", .. Quantiles],
            [
                new(["female"], [About(56.3, 0.4), Skewed(34, 2, 1), About(46, 1), About(55, 1), About(66, 1), Skewed(84, 1, 3)]),
                new(["male"], [About(45.9, 0.4), Skewed(28, 2, 1), About(37, 1), About(44, 1), About(53, 1), Skewed(71, 1, 2)]),
            ]),
            Truth = simulated
                ? new(["sex"], ["mean", .. Quantiles],
                    [new(["female"], [About(56.5, 0), About(33, 0), About(46, 0), About(55, 0), About(66, 0), About(85, 0)]), new(["male"], [About(46.4, 0), About(28, 0), About(37, 0), About(44, 0), About(54, 0), About(72, 0)])])
                : null,
            Receipt = Receipt(4, "ρ = 0.02", "ρ = 0.053, δ = 1e-6", "tree of noisy counts over 111 values, consistent after least squares", !simulated),
            Values = [new("mean", "mg/dL", AnswerFigure.Points), .. Quantiles.Select(name => new ValueReport(name, "mg/dL", AnswerFigure.Quantiles))],
            Covers = "The quantile of the clipped values over the kept rows; ends are whole steps of the tree.",
        };
    }

    private static AnswerReport Illness(bool simulated) => new()
    {
        Question = "Which share of patients had one of these illnesses within five years?",
        Answer = new(["illness"], ["share of patients"],
        [
            new(["diabetes"], [About(0.1874, 0.0061)]),
            new(["hypertension"], [About(0.2412, 0.0065)]),
            new(["heart failure"], [About(0.0391, 0.0047)]),
            new(["stroke"], [About(0.0174, 0.0045)]),
            new(["cirrhosis"], [new(0, 0, 0.0052, 0.95, Estimate.NoiseOnly)]),
        ]),
        Receipt = Receipt(5, "ρ = 0.01", "ρ = 0.043, δ = 1e-6", "discrete Gaussian noise on counts; ratio with a conservative interval", !simulated),
        Values = [new("share of patients", string.Empty, AnswerFigure.Points)],
        Covers = "The share among patients with a full five years of records. Patients who left earlier are not in it.",
    };

    private static AnswerReport Diagnoses(bool simulated) => new()
    {
        Question = "Which diagnoses were written most often at the first visit?",
        Explanation = "The texts were not declared. Only those are named that enough patients share; rare texts stay unknown, and so does their number.",
        Answer = new(["diagnosis"], ["patients"],
        [
            new(["Non-alcoholic fatty liver disease"], [About(6120, 41)]),
            new(["Chronic hepatitis C"], [About(2874, 41)]),
            new(["Alcohol-related liver disease"], [About(2411, 41)]),
            new(["Chronic hepatitis B"], [About(1302, 41)]),
            new(["Primary biliary cholangitis"], [About(391, 41)]),
            new(["Autoimmune hepatitis"], [About(288, 41)]),
            new(["Wilson disease & other storage disorders"], [null]),
        ]),
        Receipt = Receipt(7, "ρ = 0.005, δ = 1e-7", "ρ = 0.038, δ = 9e-7", "private selection of keys, then discrete Gaussian noise", !simulated),
        Values = [new("patients", "persons", AnswerFigure.Bars)],
        Covers = "The true count of a named diagnosis. A diagnosis with fewer than about 150 patients has little chance to be named.",
        Plan = ["keys by text: a key is named when its noisy count passes 186, δ = 1e-7", "one person writes one first diagnosis: L2 sensitivity 1"],
    };
}
