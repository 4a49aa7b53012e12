using System.Globalization;
using System.Text;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Actions;

/// <summary>The documentation of an action, made from its declaration (contract 3.3).</summary>
[CkanAction("help_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the documentation of an action as text.")]
internal sealed class HelpShow(ActionRegistry registry) : CkanAction<HelpShow.Parameters, string>
{
    public sealed record Parameters
    {
        [Parameter("The name of an action, such as package_show.")]
        public required string Name { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<string> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var action = registry.Find(p.Name) ?? throw new NotFoundException("Action function not found");
        var text = new StringBuilder(action.Summary).Append('\n');
        foreach (var parameter in action.Parameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n:param {parameter.Name}: {parameter.Declared.Description}");
            text.Append(parameter.Required ? " Required." : parameter.Default is { } value ? $" Default: {value}." : "");
        }

        return Task.FromResult(text.ToString());
    }
}
