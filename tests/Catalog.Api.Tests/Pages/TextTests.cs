using System.Text.RegularExpressions;
using OpenData.Core.Texts;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>Every word on a page is in both languages, and every word in the files is on a page (design D.4.8).</summary>
public sealed partial class TextTests
{
    private static readonly string[] Files = ["pages", "developers", "runs", "groups", "login"];

    [Fact]
    public void Both_languages_have_the_same_keys_with_the_same_places()
    {
        var places = TextCatalog.Languages.Select(language => TextCatalog.Keys(language)
            .Select(key => key + " " + string.Join(' ', Places().Matches(TextCatalog.Get(language, key)).Select(place => place.Value).Distinct().Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal).ToArray()).ToArray();

        Assert.Equal(places[0], places[1]);
    }

    [Fact]
    public void No_view_says_a_word_by_itself()
    {
        var said = Sources.Views().SelectMany(path => ViewText.Literals(File.ReadAllText(path)).Select(text => $"{Sources.Relative(path)}: {text}"));

        None(said);
    }

    [Theory]
    [InlineData("<p>Hello</p>", "Hello")]
    [InlineData("@if (x > 1)\n{\n  <p>@T[\"a.b\"] row</p>\n}\nelse\n{\n}", "row")]
    [InlineData("<img alt=\"Logo\">", "alt=\"Logo\"")]
    [InlineData("<a title=\"@T[\"x\"]\">@Model.Name?.Length (of)</a>", "(of)")]
    public void The_test_before_sees_a_word(string view, string expected) => Assert.Equal([expected], ViewText.Literals(view));

    [Fact]
    public void Every_key_that_a_page_names_exists()
    {
        var keys = TextCatalog.Keys("en").ToHashSet(StringComparer.Ordinal);

        var missing = Sources.All().SelectMany(path => Named(File.ReadAllText(path)).Select(name => (Path: Sources.Relative(path), name.Key, name.Kind)))
            .Where(name => name.Kind switch
            {
                "Count" => !keys.Contains(name.Key + ".one") || !keys.Contains(name.Key + ".many"),
                "Of" => !keys.Any(key => key.StartsWith(name.Key + ".", StringComparison.Ordinal)),
                _ => !keys.Contains(name.Key),
            });

        None(missing.Select(name => $"{name.Path}: {name.Key}"));
    }

    [Fact]
    public void Every_key_is_used_by_a_page()
    {
        var names = Sources.All().SelectMany(path => Named(File.ReadAllText(path))).ToList();
        var exact = names.Where(name => name.Kind is not "Of").SelectMany(name => name.Kind == "Count" ? [name.Key + ".one", name.Key + ".many"] : new[] { name.Key }).ToHashSet(StringComparer.Ordinal);
        var families = names.Where(name => name.Kind is "Of").Select(name => name.Key + ".").ToHashSet(StringComparer.Ordinal);

        var unused = Keys().Where(key => !exact.Contains(key) && !families.Any(family => key.StartsWith(family, StringComparison.Ordinal)));

        None(unused);
    }

    private static void None(IEnumerable<string> faults)
    {
        var text = string.Join(Environment.NewLine, faults);
        Assert.True(text.Length == 0, text);
    }

    private static IEnumerable<string> Keys() => Files.SelectMany(file =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(Path.Combine(Sources.Root, "src", "OpenData.Core", "Texts", $"{file}.en.json")))!.Keys);

    private static IEnumerable<(string Kind, string Key)> Named(string source) =>
        Calls().Matches(source).Select(match => (match.Groups["kind"].Value, match.Groups["key"].Value));

    [GeneratedRegex(@"\b(?:T|texts|this)\[""(?<key>[a-z0-9._-]+)""\]|\b(?<kind>Format|Count|Of|Get)\((?:language, )?""(?<key>[a-z0-9._-]+)""")]
    private static partial Regex Calls();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Places();
}
