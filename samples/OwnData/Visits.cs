using System.Globalization;

namespace OwnData;

/// <summary>Makes the CSV file of the sample: 20,000 invented persons with one to six visits each. Nobody in it is real.</summary>
internal static class Visits
{
    public static void Write(string path)
    {
        using var file = new StreamWriter(path);
        file.WriteLine("person,ward,systolic");
        for (var person = 1; person <= 20_000; person++)
        {
            var ward = person * 31 % 5 < 2 ? "north" : "south";
            for (var visit = 0; visit < 1 + (person * 17 % 6); visit++)
            {
                var systolic = 105 + (((person * 7919) + (visit * 104_729)) % 61) + (ward == "north" ? 6 : 0);
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{person},{ward},{systolic}"));
            }
        }
    }
}
