global using Tacit.Core.Tests.Support;
global using Xunit;
