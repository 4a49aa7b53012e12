using System.Text.Json;
using System.Text.RegularExpressions;
using OpenData.Core.Texts;
using OpenData.Testing;
using Xunit;

namespace Budget.Importers.Tests;

/// <summary>Findings hold no sentences; these tests hold rules and sentences together.</summary>
public sealed partial class RuleTextTests
{
    private static readonly string[] Common = ["file", "line", "column", "header", "value", "expected"];

    public static TheoryData<string> Ids { get; } = [.. Rules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_has_a_text_in_both_languages_with_the_same_places(string rule)
    {
        var (el, en) = (Places("el", rule), Places("en", rule));

        Assert.Equal(el, en);
        Assert.Subset(new HashSet<string>([.. Common, .. Rules.All.Single(r => r.Id == rule).Args]), el);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_argument_of_a_rule_is_used_by_its_text(string rule) =>
        Assert.Superset(new HashSet<string>(Rules.All.Single(r => r.Id == rule).Args), Places("el", rule));

    [Fact]
    public void No_text_of_ours_and_no_constant_is_without_a_rule()
    {
        var constants = typeof(Rules).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(Rules.All.Select(rule => rule.Id).Order(), constants.Order());
        using var texts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "OpenData.Core", "Texts", "findings.el.json")));
        Assert.Equal(Rules.All.Select(rule => $"finding.{rule.Id}").Order(), texts.RootElement.EnumerateObject().Select(text => text.Name).Order());
    }

    private static HashSet<string> Places(string language, string rule) =>
        [.. PlacePattern().Matches(TextCatalog.Get(language, $"finding.{rule}")).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("{([a-z_]+)}")]
    private static partial Regex PlacePattern();
}
