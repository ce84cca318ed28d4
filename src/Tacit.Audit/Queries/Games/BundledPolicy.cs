using Tacit.Data;

namespace Tacit.Audit.Queries.Games;

/// <summary>The shape that is played with where no policy is given: people with a name and an age.</summary>
internal static class BundledPolicy
{
    public static PrivacyPolicy Of() => PrivacyPolicy.Parse(
        """
        {
          "format": 1,
          "ledger": { "path": "people.ledger" },
          "populations": [{
            "name": "people",
            "unit": { "kind": "person", "column": "id" },
            "dataVersion": "1",
            "source": { "tables": [{ "name": "people", "file": "people.csv", "onePerUnit": true, "columns": [
              { "name": "name", "kind": "text" },
              { "name": "sex", "kind": "category", "values": ["f", "m"] },
              { "name": "age", "kind": "number", "low": 0, "high": 100 }
            ] }] },
            "budget": { "epsilon": 1, "delta": 1e-6 }
          }]
        }
        """);
}
