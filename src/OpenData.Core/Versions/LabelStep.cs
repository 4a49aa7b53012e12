namespace OpenData.Core.Versions;

/// <summary>Which part of MAJOR.MINOR.PATCH moves: columns lost or retyped, columns or rows come or gone, values only.</summary>
internal sealed class LabelStep
{
    private int _part = 2;

    public void Add(IReadOnlyList<Field>? before, IReadOnlyList<Field> after)
    {
        if (before is null)
            return;
        var types = after.ToDictionary(field => field.Id, field => field.SqlType, StringComparer.Ordinal);
        if (before.Any(field => types.GetValueOrDefault(field.Id) != field.SqlType))
            _part = 0;
        else if (after.Count > before.Count)
            _part = Math.Min(_part, 1);
    }

    public void Add(ChangeCounts counts)
    {
        if (counts.Added + counts.Removed > 0)
            _part = Math.Min(_part, 1);
    }

    /// <summary>The label of a day's version after one more write: the largest step of the day counts once.</summary>
    public string Next(OpenDay day)
    {
        var next = Next(day.LabelBefore);
        return day.LabelBefore is null || Numbers(next).AsSpan().SequenceCompareTo(Numbers(day.Label)) <= 0 ? day.Label : next;
    }

    public string Next(string? last)
    {
        if (last is null)
            return "1.0.0";
        var numbers = Numbers(last);
        numbers[_part]++;
        for (var i = _part + 1; i < numbers.Length; i++)
            numbers[i] = 0;
        return string.Join('.', numbers);
    }

    private static int[] Numbers(string label) => [.. label.Split('.').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
}
