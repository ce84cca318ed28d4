// Dapper over a policy: tacit policy init nafld --unit id --epsilon 4 --delta 1e-6 -o nafld.policy.json
using Dapper;
using Tacit.AdoNet;

if (!File.Exists("nafld.policy.json"))
{
    Console.WriteLine("There is no nafld.policy.json here. Make it with: tacit policy init nafld --unit id --epsilon 4 --delta 1e-6 -o nafld.policy.json");
    return;
}

// docs: dapper
await using var connection = new TacitConnection("Policy=nafld.policy.json;Epsilon=0.1");
var rows = await connection.QueryAsync<(string Test, double? People, double? Mean)>(
    "select test, count(distinct id) as people, avg(value) as mean from labs where value > @low group by test", new { low = 10 });

// end
foreach (var (test, people, mean) in rows)
{
    Console.WriteLine($"{test}: {people} people, {mean?.ToString() ?? "too few to say"}");
}
