global using Tacit.Core.Tests.Support;
global using Tacit.Tests.Support;
global using Xunit;
