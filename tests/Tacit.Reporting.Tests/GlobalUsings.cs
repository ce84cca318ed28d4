global using Tacit.Reports;
global using Xunit;
