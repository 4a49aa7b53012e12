using Catalog.Api.Budget;
using OpenData.Core.Cubes;

namespace Catalog.Api.Charts;

/// <summary>What a chart is of, in words: its title from direction, years, phase and dimension, and a line for every other cut.</summary>
internal sealed class CutLabels
{
    private readonly Cube _cube;
    private readonly ChartSpec _spec;
    private readonly CubeAnswer _answer;
    private readonly BudgetWords _words;
    private readonly IReadOnlyDictionary<(string Dimension, string Code), string> _labels;

    private CutLabels(Cube cube, ChartSpec spec, CubeAnswer answer, BudgetWords words, IReadOnlyDictionary<(string, string), string> labels) =>
        (_cube, _spec, _answer, _words, _labels) = (cube, spec, answer, words, labels);

    public static async Task<CutLabels> FindAsync(CodeListStore codes, Cube cube, ChartSpec spec, CubeAnswer answer, BudgetWords words, CancellationToken ct)
    {
        var members = spec.Cuts.SelectMany(cut => cut.Values.OfType<CutValue.Exact>().Select(value => (cut.Dimension.Name, value.Text)))
            .Concat(answer.Directions.Select(direction => ("direction", direction))).Distinct().ToList();
        return new CutLabels(cube, spec, answer, words, await codes.FindLabelsAsync(cube, members, words.Language, ct));
    }

    /// <summary>"Expenditure 2016: Paid, by group".</summary>
    public string Title()
    {
        var head = new List<string>();
        if (_answer.Directions is [var direction] && _spec.By.Name != "direction")
            head.Add(Label("direction", direction));
        else if (_answer.Query.SingleOf("direction") is { } asked)
            head.Add(Label("direction", asked));
        if (_answer.Years.Count > 0 && _spec.By.Name != "fiscal_year")
            head.Add(_answer.Years.Count == 1 ? $"{_answer.Years[0]}" : $"{_answer.Years[0]}–{_answer.Years[^1]}");
        var tail = new List<string>();
        if (_answer.Query.SingleOf("phase") is { } phase)
            tail.Add(Label("phase", phase));
        tail.Add(_words[$"chart.by.{_spec.By.Name}"]);
        return head.Count == 0 ? string.Join(", ", tail) : $"{string.Join(' ', head)}: {string.Join(", ", tail)}";
    }

    /// <summary>The cuts that the title does not say; of a hierarchy only the deepest level, which holds those above.</summary>
    public IReadOnlyList<string> Subtitles()
    {
        var levels = _cube.Model.Levels.Select(level => level.Name).ToList();
        var deepest = _spec.Cuts.Where(cut => cut.OnlyMember is not null && levels.Contains(cut.Dimension.Name)).MaxBy(cut => levels.IndexOf(cut.Dimension.Name));
        return [.. _spec.Cuts.Where(cut => !IsSaid(cut)).Select(cut =>
            $"{_words.Title(cut.Dimension)}{(cut.IsNegated ? $" {_words["chart.cut.not"]}" : "")}: {string.Join(", ", cut.Values.Select(value => Caption(cut.Dimension, value)))}")];

        bool IsSaid(Cut cut) => cut.Dimension.Name switch
        {
            "fiscal_year" => !cut.IsNegated,   // the years that occur stand in the title
            "direction" or "phase" => cut.OnlyMember is not null,
            var name => cut.OnlyMember is not null && levels.Contains(name) && cut != deepest,
        };
    }

    private string Caption(Dimension dimension, CutValue value)
    {
        if (value is not CutValue.Exact { Text: var code })
            return value.ToString()!;
        var label = Label(dimension.Name, code);
        return dimension.Hierarchy is null || code.Length == 0 || label == code ? label : $"{code} {label}";
    }

    private string Label(string dimension, string code) =>
        _words.Member(_cube.Model.Find(dimension)!, new CubeMember { Code = code, Label = _labels.GetValueOrDefault((dimension, code)) });
}
