#:property TreatWarningsAsErrors=false
#:property MSBuildTreatWarningsAsErrors=false
#:property RunAnalyzers=false
#:property EnforceCodeStyleInBuild=false
#:property GenerateDocumentationFile=false
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Writes the table of the normal distribution that tests/Tacit.Core.Tests/Numerics/NormalTests.cs reads, with integers of 920 digits alone:
//
//   dotnet run --file eng/tables/NormalTable.cs > tests/Tacit.Core.Tests/Numerics/Tables/normal.csv
//
// Columns: x, density φ(x), tail 1−Φ(x), ln(1−Φ(x)), Mills ratio (1−Φ(x))/φ(x), each to 20 significant digits, then rows of quantiles:
// "quantile", tail, x. Only +, −, ×, ÷ of BigInteger; nothing here shares code with the library.

using System.Globalization;
using System.Numerics;

const int Digits = 920;
BigInteger one = BigInteger.Pow(10, Digits);

// Machin: π = 16 atan(1/5) − 4 atan(1/239).
BigInteger pi = (16 * ArcTanInverse(5)) - (4 * ArcTanInverse(239));
BigInteger rootTwoPi = Root(2 * pi);
BigInteger lnTwo = LogNear(2 * one);

Console.WriteLine("x,density,tail,logTail,mills");
foreach (var text in new[]
{
    "-37", "-30.5", "-20", "-12", "-8.3", "-5", "-3", "-2.5", "-1.25", "-1", "-0.5", "-0.0625", "-0.0009765625", "0", "0.0009765625", "0.0625", "0.25", "0.5", "0.75", "1", "1.25", "1.5",
    "1.75", "2", "2.25", "2.5", "2.75", "2.9375", "2.9990234375", "3", "3.0009765625", "3.125", "3.5", "4", "5", "6.5", "8", "10", "14.25", "20", "26.5", "30", "37",
})
{
    var x = Parse(text);
    var (density, tail) = (Density(x), Tail(x));
    Console.WriteLine($"{text},{Show(density)},{Show(tail)},{Show(Log(tail))},{Show(tail * one / density)}");
}

foreach (var text in new[] { "0.999999", "0.999", "0.975", "0.9", "0.75", "0.625", "0.5", "0.375", "0.25", "0.1", "0.025", "0.01", "0.001", "1e-5", "1e-9", "1e-15", "1e-30", "1e-100", "1e-290" })
{
    var tail = Parse(text);
    BigInteger low = -40 * one, high = 40 * one;
    for (var i = 0; i < 72; i++)
    {
        var middle = (low + high) / 2;
        (low, high) = Tail(middle) > tail ? (middle, high) : (low, middle);
    }

    Console.WriteLine($"quantile,{text},{(text == "0.5" ? "0" : Show(low))}");
}

BigInteger Density(BigInteger x) => one * one / Multiply(Exp(x * x / (2 * one)), rootTwoPi);

// 1 − Φ(x) = ½ − φ(x) Σ x^{2k+1}/(1·3·5···(2k+1)); half of the digits cover the cancellation and densities near 1e-300.
BigInteger Tail(BigInteger x)
{
    BigInteger term = x, sum = x, square = Multiply(x, x);
    for (var k = 1; !term.IsZero; k++)
    {
        term = Multiply(term, square) / ((2 * k) + 1);
        sum += term;
    }

    return (one / 2) - Multiply(Density(x), sum);
}

// e^x for x ≥ 0: Taylor's series at x/2^40, squared 40 times.
BigInteger Exp(BigInteger x)
{
    var small = x >> 40;
    BigInteger term = one, sum = one;
    for (var k = 1; !term.IsZero; k++)
    {
        term = Multiply(term, small) / k;
        sum += term;
    }

    for (var i = 0; i < 40; i++)
    {
        sum = Multiply(sum, sum);
    }

    return sum;
}

// ln x for x > 0: by powers of two into [¾, 1½).
BigInteger Log(BigInteger x)
{
    var twos = 0;
    for (; x < one * 3 / 4; twos--)
    {
        x *= 2;
    }

    return LogNear(x) + (twos * lnTwo);
}

// ln x = 2 atanh((x−1)/(x+1)).
BigInteger LogNear(BigInteger x)
{
    var y = (x - one) * one / (x + one);
    BigInteger power = y, square = Multiply(y, y), sum = 0;
    for (var k = 1; !power.IsZero; k += 2)
    {
        sum += power / k;
        power = Multiply(power, square);
    }

    return 2 * sum;
}

BigInteger ArcTanInverse(int n)
{
    BigInteger power = one / n, sum = 0;
    for (var k = 0; !power.IsZero; k++)
    {
        sum += (k % 2 == 0 ? power : -power) / ((2 * k) + 1);
        power /= n * n;
    }

    return sum;
}

BigInteger Root(BigInteger x)
{
    var guess = one * 3;
    for (var i = 0; i < 20; i++)
    {
        guess = (guess + (x * one / guess)) / 2;
    }

    return guess;
}

BigInteger Multiply(BigInteger a, BigInteger b) => a * b / one;

BigInteger Parse(string text)
{
    var value = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var d);
    if (value)
    {
        return new BigInteger(d * 10_000_000_000m) * one / 10_000_000_000;
    }

    return one / BigInteger.Pow(10, int.Parse(text["1e-".Length..], CultureInfo.InvariantCulture));
}

// 20 significant digits, rounded to the nearest.
string Show(BigInteger value)
{
    if (value.IsZero)
    {
        return "0";
    }

    var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture);
    var exponent = digits.Length - 1 - Digits;
    var kept = (BigInteger.Parse(digits[..Math.Min(21, digits.Length)].PadRight(21, '0'), CultureInfo.InvariantCulture) + 5) / 10;
    var text = kept.ToString(CultureInfo.InvariantCulture);
    exponent += text.Length - 20;
    return $"{(value.Sign < 0 ? "-" : "")}{text[0]}.{text[1..20]}E{exponent}";
}
