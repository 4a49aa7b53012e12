using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OpenData.Core.Hosting;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests;

/// <summary>docs/configuration.md is made from the options classes; <c>UPDATE_SNAPSHOTS=1</c> writes it.</summary>
public sealed partial class ConfigurationDocumentTests
{
    [Fact]
    public async Task The_table_of_settings_is_what_the_options_classes_say()
    {
        var path = Path.Combine(Repository.Root, "docs", "configuration.md");
        var text = Table();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text);
    }

    private static string Table()
    {
        var text = new StringBuilder("""
            # Settings

            Environment variables (a section and its setting joined by two underscores) or `appsettings.json` beside the program. Checked before the program answers anything. Made from the options classes.

            | Setting | Type | Default | Meaning |
            | --- | --- | --- | --- |

            """);
        foreach (var type in Assemblies().SelectMany(a => a.GetTypes())
            .Where(type => type.GetCustomAttribute<OptionsSectionAttribute>() is not null)
            .OrderBy(type => type.GetCustomAttribute<OptionsSectionAttribute>()!.Name, StringComparer.Ordinal))
        {
            var defaults = Activator.CreateInstance(type)!;
            var comments = Comments(type.Assembly);
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
            {
                var meaning = comments.GetValueOrDefault($"P:{type.FullName}.{property.Name}");
                Assert.False(string.IsNullOrWhiteSpace(meaning), $"{type.Name}.{property.Name} does not say what it is");
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{type.GetCustomAttribute<OptionsSectionAttribute>()!.Name}__{property.Name}` | {Name(property.PropertyType)} | {Default(property.GetValue(defaults))} | {meaning} |\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Assembly> Assemblies() =>
        [typeof(OptionsSectionAttribute).Assembly, typeof(Program).Assembly, Assembly.LoadFrom(Repository.Program("Etl.Jobs"))];

    private static Dictionary<string, string> Comments(Assembly assembly)
    {
        var file = Path.Combine(Repository.Root, "src", assembly.GetName().Name!, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, $"{assembly.GetName().Name}.xml");
        return XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, m => Plain(m.Element("summary")), StringComparer.Ordinal);
    }

    private static string Plain(XElement? summary)
    {
        if (summary is null)
            return "";
        foreach (var code in summary.Descendants().Where(e => e.Name == "c").ToList())
            code.ReplaceWith($"`{code.Value}`");
        foreach (var see in summary.Descendants().Where(e => e.Name == "see").ToList())
            see.ReplaceWith($"`{((string?)see.Attribute("cref"))?.Split('.')[^1]}`");
        return Blanks().Replace(summary.Value.Trim(), " ");
    }

    private static string Name(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.Int64 => "whole number",
        TypeCode.String => "text",
        _ => type.Name is "TimeSpan" ? "hh:mm:ss" : type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "list (`__0`, `__1` …)" : type.Name,
    };

    private static string Default(object? value) => value switch
    {
        null or "" => "",
        string text => $"`{text}`",
        System.Collections.IEnumerable => "",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
