using System.Reflection;
using Budget.Importers;
using OpenData.Core.Jobs;
using OpenData.Core.Texts;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>Every rule that the job can report has its sentence.</summary>
public sealed class JobRuleTests
{
    [Fact]
    public void Every_rule_of_the_job_is_in_its_list_and_is_no_rule_of_the_library()
    {
        var declared = typeof(JobRules).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(declared.Order(StringComparer.Ordinal), JobRules.All.Order(StringComparer.Ordinal));
        Assert.Empty(JobRules.All.Intersect(Rules.All.Select(rule => rule.Id)));
    }

    [Fact]
    public void Every_rule_has_a_sentence_in_every_language()
    {
        foreach (var rule in JobRules.All.Concat(Rules.All.Select(rule => rule.Id)))
            Assert.All(TextCatalog.Languages, language => Assert.True(TextCatalog.Has(language, $"finding.{rule}"), $"finding.{rule} in {language}"));
    }

    [Fact]
    public void A_rule_that_nobody_knows_any_more_shows_its_id()
    {
        var finding = new RunFinding { Rule = "of-old", Severity = "error", Args = new Dictionary<string, string>() };

        Assert.Equal("of-old", finding.Message["en"]);
    }
}
