using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Tacit.Numerics;
using Tacit.PostgreSql.Tests.Support;

namespace Tacit.Ledgers.Tests;

/// <summary>A ledger in a real PostgreSQL keeps the promises of one in a file.</summary>
public sealed class PostgreSqlLedgerTests
{
    [Fact]
    public async Task What_was_spent_is_there_when_it_is_opened_again()
    {
        using var place = await DatabaseLedger.CreateAsync();
        Release<long> first;
        string id;
        await using (var ledger = await place.OpenAsync())
        {
            first = await (await ledger.AccountAsync()).CountAsync("plan");
            await ledger.CapAnalystAsync("clinic", "ann", PrivacyBudget.Pure(Rational.Parse("3/10")));
            await ledger.RaiseAsync("clinic", PrivacyBudget.Pure(2), "a second study");
            id = first.Receipt.LedgerId;
        }

        await using var again = await place.OpenAsync();
        await again.IsSoundAsync();
        var account = await again.AccountAsync(Clinic.Population, PrivacyBudget.Pure(2));
        var repeated = await account.CountAsync("plan");
        Assert.True(repeated.Receipt.IsRepeated);
        Assert.Equal((first.Value, id), (repeated.Value, repeated.Receipt.LedgerId));
        Assert.Equal(Clinic.Tenth, (await account.StatusAsync()).Spent.Epsilon);
        for (var i = 0; i < 3; i++)
        {
            await account.For("ann").CountAsync($"ann {i}");
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => account.For("ann").CountAsync("ann's fourth"));
        await again.IsSoundAsync();
    }

    [Theory]
    [InlineData(8, 5)]
    [InlineData(64, 1)]
    public async Task Writers_on_two_connections_racing_for_ten_answers_get_exactly_ten(int writers, int questions)
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using var one = await place.OpenAsync();
        await using var two = await place.OpenAsync();
        Account[] accounts = [await one.AccountAsync(), await two.AccountAsync()];
        var answers = await Task.WhenAll(Enumerable.Range(0, writers * questions).Select(i => Task.Run(() => accounts[i % 2].TryCountAsync($"{i}"))));
        Assert.Equal(10, answers.Count(a => a is not null));
        Assert.Equal(Rational.One, (await accounts[0].StatusAsync()).Spent.Epsilon);
        await one.IsSoundAsync();
        await two.IsSoundAsync();
    }

    [Fact]
    public async Task Processes_that_begin_one_ledger_at_once_agree_on_it_and_get_exactly_ten_answers()
    {
        using var place = await DatabaseLedger.CreateAsync();
        var children = Enumerable.Range(0, 4).Select(i => Child.Start(place.Place, "1", "1/10", $"{i}", spends: 5)).ToList();
        var codes = await Task.WhenAll(children.Select(c => c.EndAsync()));
        Assert.True(codes.All(c => c == 0), string.Join('\n', children.Select(c => c.Errors)));
        Assert.Equal(10, children.Sum(c => c.Settled.Count()));
        children.ForEach(c => c.Dispose());
        await using var ledger = await place.OpenAsync();
        await ledger.IsSoundAsync();
    }

    [Theory]
    [MemberData(nameof(CrashStepTests.Steps), MemberType = typeof(CrashStepTests))]
    public async Task What_a_crash_leaves_is_what_the_protocol_promises(string step, LedgerRecordKind[] left)
    {
        using var place = await DatabaseLedger.CreateAsync();
        await CrashStepTests.CheckAsync(place.Place, place.Key, step, left);
    }

    [Fact]
    public async Task No_kill_at_any_moment_loses_an_answer_or_forgets_a_spend()
    {
        using var place = await DatabaseLedger.CreateAsync();
        var settled = new List<(long Entry, long Answer, string Plan)>();
        for (var kill = 0; kill < 8; kill++)
        {
            using var child = Child.Start(place.Place, "1000", "1", $"{kill}", spends: 100_000, clockMinutes: 11 * kill);
            await child.PrintsAsync(lines: 1 + kill);
            child.Kill();
            Assert.Equal(Child.Killed, await child.EndAsync());
            settled.AddRange(child.Settled);
        }

        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(3));
        await using var ledger = await place.OpenAsync(time);
        await ledger.IsSoundAsync();
        var account = await ledger.AccountAsync(1000);
        foreach (var (entry, answer, plan) in settled)
        {
            var release = await account.CountAsync(plan, Rational.One);
            Assert.True(release.Receipt.IsRepeated);
            Assert.Equal((entry, answer), (release.Receipt.Entry, release.Value));
        }

        Assert.True((await account.StatusAsync()).Spent.Epsilon >= settled.Count);
    }

    [Fact]
    public async Task Records_cannot_be_changed_deleted_or_emptied_by_accident_and_tampering_is_seen()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using var ledger = await place.OpenAsync();
        await (await ledger.AccountAsync()).CountAsync("one");
        foreach (var sql in (string[])["UPDATE tacit.record SET account = 'school'", "DELETE FROM tacit.record", "TRUNCATE tacit.record", "INSERT INTO tacit.record SELECT sequence + 9, account, entry, kind, plan_hash, lease_until, body, answer, previous_hash, hash FROM tacit.record"])
        {
            Assert.Equal("P0001", (await Assert.ThrowsAsync<PostgresException>(() => place.RunAsync(sql))).SqlState);
        }

        await ledger.IsSoundAsync();
        await place.RunAsync("ALTER TABLE tacit.record DISABLE TRIGGER USER; UPDATE tacit.record SET body = convert_to(replace(convert_from(body, 'UTF8'), '\"epsilon\":\"0.1\"', '\"epsilon\":\"0.05\"'), 'UTF8') WHERE sequence = 2");
        Assert.NotEmpty((await ledger.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task A_connection_that_breaks_fails_one_step_in_words_and_the_next_one_works()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using var ledger = await place.OpenAsync();
        var account = await ledger.AccountAsync();
        await account.CountAsync("one");
        await place.RunAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Tacit ledger'");
        await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync("two"));
        await account.CountAsync("three");
        Assert.Equal(2 * Clinic.Tenth, (await account.StatusAsync()).Spent.Epsilon);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_ledger_that_is_replaced_while_it_is_open_takes_nothing_more()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using var ledger = await place.OpenAsync();
        var account = await ledger.AccountAsync();
        await place.RunAsync("UPDATE tacit.meta SET value = 'another' WHERE key = 'ledger'");
        Assert.Contains("replaced", (await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync("one"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_may_forget_commits_is_refused()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await place.RunAsync("ALTER SYSTEM SET full_page_writes = off");
        await place.RunAsync("SELECT pg_reload_conf()");
        try
        {
            await Task.Delay(500);
            Assert.Contains("full_page_writes", (await Assert.ThrowsAsync<LedgerException>(() => place.OpenAsync())).Message, StringComparison.Ordinal);
        }
        finally
        {
            await place.RunAsync("ALTER SYSTEM RESET full_page_writes");
            await place.RunAsync("SELECT pg_reload_conf()");
            await Task.Delay(500);
        }

        // A session whose commits would not wait for the disk is told to wait.
        await using var ledger = await Ledger.OpenPostgreSqlAsync(place.ConnectionString + ";Options=-c synchronous_commit=off", keyFile: place.Key);
        await (await ledger.AccountAsync()).CountAsync("one");
    }

    // When a commit is answered shows in no answer: the settings of the connection that writes are what there is to see of it.
    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_write", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task Every_commit_waits_until_it_is_stored(string asked, string used)
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using var connection = new NpgsqlConnection(place.ConnectionString + $";Options=-c synchronous_commit={asked}");
        await connection.OpenAsync();
        typeof(PostgreSqlLedger).Assembly.GetType("Tacit.Ledgers.PostgreSqlSchema", throwOnError: true)!.GetMethod("CheckDurable")!.Invoke(null, [connection, "ledger"]);
        await using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);
        Assert.Equal(used, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task What_cannot_be_opened_says_why_and_shows_no_password()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using (await place.OpenAsync())
        {
        }

        Task<Ledger> Open(string connectionString, string schema = "tacit") => Ledger.OpenPostgreSqlAsync(connectionString, keyFile: place.Key, schema: schema);
        await RefusedAsync<BadInputException>("schema", () => Open(place.ConnectionString, "Tacit; DROP TABLE x"));
        await RefusedAsync<BadInputException>("connection string", () => Open("Host=here;Password=s3cret;Nonsense=1"));
        await RefusedAsync<BadInputException>("key file", () => Ledger.OpenAsync(place.Place));
        await RefusedAsync<BadInputException>("environment variable", () => Ledger.OpenAsync("postgresql:TACIT_TEST_NOWHERE", keyFile: place.Key));
        await RefusedAsync<LedgerException>("no such database", () => Open(place.ConnectionString.Replace("Database=", "Database=no", StringComparison.Ordinal) + ";Password=s3cret"));
        await RefusedAsync<LedgerException>("cannot be reached", () => Open("Host=127.0.0.1;Port=1;Username=tacit;Database=x;Password=s3cret;Timeout=2"));
        await RefusedAsync<LedgerException>("another key", () => Ledger.OpenPostgreSqlAsync(place.ConnectionString, LedgerKeys.Create()));
        await RefusedAsync<LedgerException>("key file", () => Open(place.ConnectionString, "elsewhere"));
        await place.RunAsync("CREATE SCHEMA other; CREATE TABLE other.meta (key text, value text)");
        await RefusedAsync<LedgerException>("not a Tacit ledger", () => Open(place.ConnectionString, "other"));
        await place.RunAsync("UPDATE tacit.meta SET value = '99' WHERE key = 'format'");
        await RefusedAsync<LedgerException>("newer", () => place.OpenAsync());
    }

    [Fact]
    public async Task A_user_without_rights_is_told_so()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await place.RunAsync("DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        var builder = new NpgsqlConnectionStringBuilder(place.ConnectionString) { Username = "reader" };
        await RefusedAsync<LedgerException>("database user", () => Ledger.OpenPostgreSqlAsync(builder.ToString(), keyFile: place.Key));
    }

    private static async Task RefusedAsync<T>(string part, Func<Task<Ledger>> open)
        where T : Exception
    {
        var error = await Assert.ThrowsAsync<T>(open);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
