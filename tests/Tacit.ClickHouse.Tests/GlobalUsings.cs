global using Tacit.ClickHouse.Tests.Support;
global using Tacit.Data;
global using Tacit.PostgreSql.Tests.Support;
global using Tacit.Tests.Support;
global using Xunit;

[assembly: AssemblyFixture(typeof(ClickHouseServer))]
