global using Tacit.Ledgers.Tests.Support;
global using Xunit;
