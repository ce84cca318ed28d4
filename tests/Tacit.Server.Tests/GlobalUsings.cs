global using Tacit.Local;
global using Tacit.Server;
global using Tacit.Server.Tests.Support;
global using Xunit;

[assembly: AssemblyFixture(typeof(Tacit.PostgreSql.Tests.Support.PostgreSqlServer))]
