global using Tacit.Tests.Support;
global using Xunit;
