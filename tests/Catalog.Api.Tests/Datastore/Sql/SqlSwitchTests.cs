using Catalog.Api.Datastore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using OpenData.Core.Datastore;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>The switch that lets callers' SQL through unchecked is for tests of the role, and for nothing else (security rule 12).</summary>
public sealed class SqlSwitchTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public void Outside_tests_the_checks_cannot_be_switched_off(string environment)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Read(environment));

        Assert.Contains("Datastore:SqlCheck=false is for tests only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_tests_they_can()
    {
        Assert.False(Read("Testing").SqlCheck);
    }

    private static DatastoreOptions Read(string environment)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Datastore:SqlCheck", "false")]).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = environment });
        services.AddDatastore();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<DatastoreOptions>>().Value;
    }
}
