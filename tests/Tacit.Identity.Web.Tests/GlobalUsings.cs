global using Tacit.PostgreSql.Tests.Support;
global using Xunit;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
