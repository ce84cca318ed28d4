global using Tacit.Ledgers.Tests.Support;
global using Xunit;

[assembly: AssemblyFixture(typeof(Tacit.PostgreSql.Tests.Support.PostgreSqlServer))]
