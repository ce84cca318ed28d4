global using Xunit;

[assembly: AssemblyFixture(typeof(Tacit.PostgreSql.Tests.Support.PostgreSqlServer))]
