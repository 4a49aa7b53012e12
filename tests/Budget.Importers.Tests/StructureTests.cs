using Xunit;

namespace Budget.Importers.Tests;

public sealed class StructureTests
{
    /// <summary>What opens a connection, or brings in something that does.</summary>
    private static readonly string[] Forbidden =
        ["Npgsql", "Dapper", "DuckDB", "Hangfire", "Microsoft.AspNetCore", "Microsoft.Extensions", "System.Net", "System.Data", "OpenData.Core", "Catalog.Api", "Etl.Jobs"];

    [Fact]
    public void The_library_references_nothing_that_opens_a_connection()
    {
        var references = typeof(IBudgetImporter).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();

        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, name => Forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_library_has_no_project_or_package_reference()
    {
        var project = File.ReadAllText(Path.Combine(Testing(), "src", "Budget.Importers", "Budget.Importers.csproj"));

        Assert.DoesNotContain("Reference Include", project, StringComparison.Ordinal);

        static string Testing() => OpenData.Testing.Repository.Root;
    }

    [Fact]
    public void Every_importer_is_found_by_its_type_and_by_its_id()
    {
        var types = typeof(IBudgetImporter).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IBudgetImporter)));

        Assert.Equal(types.Select(type => type.Name).Order(), ImporterRegistry.All.Select(importer => importer.GetType().Name).Order());
        Assert.All(ImporterRegistry.All, importer => Assert.Same(importer, ImporterRegistry.Find(importer.Info.Id)));
    }

    /// <summary>Money is decimal from the file on; nothing here has a use for binary fractions.</summary>
    [Fact]
    public void No_public_member_is_a_binary_fraction()
    {
        var binary = typeof(IBudgetImporter).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties().Select(p => p.PropertyType).Concat(type.GetMethods().SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType))))
            .Where(type => type == typeof(double) || type == typeof(float));

        Assert.Empty(binary);
    }
}
