using System.Globalization;
using System.Text.Json;

namespace Budget.Importers.Mapping;

/// <summary>A place in a JSON document that knows its path and collects what is wrong there, so that a reader can go on and report all at once.</summary>
internal sealed class JsonCursor(JsonElement? element, string path, List<MappingProblem> problems)
{
    public string Path => path;

    public bool Exists => element is { ValueKind: not JsonValueKind.Null };

    public JsonElement Element => element ?? throw new InvalidOperationException($"{path} does not exist.");

    private JsonValueKind Kind => element?.ValueKind ?? JsonValueKind.Undefined;

    /// <summary>A property; it may not exist.</summary>
    public JsonCursor this[string name] =>
        new(Kind == JsonValueKind.Object && element!.Value.TryGetProperty(name, out var value) ? value : null, $"{path}.{name}", problems);

    /// <summary>The elements of an array; none, with a problem, where it is something else.</summary>
    public IReadOnlyList<JsonCursor> Items(string accepted, bool required = true)
    {
        if (Kind == JsonValueKind.Array)
            return [.. Element.EnumerateArray().Select((item, i) => new JsonCursor(item, $"{path}[{i}]", problems))];
        if (required || Exists)
            Problem(accepted);
        return [];
    }

    /// <summary>The properties of an object; none, with a problem, where it is something else.</summary>
    public IReadOnlyList<(string Name, JsonCursor Value)> Members(string accepted, bool required = true)
    {
        if (Kind == JsonValueKind.Object)
            return [.. Element.EnumerateObject().Select(p => (p.Name, new JsonCursor(p.Value, $"{path}.{p.Name}", problems)))];
        if (required || Exists)
            Problem(accepted);
        return [];
    }

    /// <summary>A text that is not empty; <c>""</c> with a problem otherwise.</summary>
    public string Text(string accepted)
    {
        if (Kind == JsonValueKind.String && Element.GetString() is { Length: > 0 } text)
            return text;
        Problem(accepted);
        return "";
    }

    /// <summary>A text, or <paramref name="otherwise"/> where nothing stands.</summary>
    public string Text(string accepted, string otherwise) => Exists ? Text(accepted) : otherwise;

    /// <summary>One of a few words.</summary>
    public string Word(IReadOnlyList<string> words, string? otherwise = null)
    {
        var accepted = string.Join(", ", words);
        var text = otherwise is null ? Text(accepted) : Text(accepted, otherwise);
        if (text.Length > 0 && !words.Contains(text))
            Problem(accepted);
        return text;
    }

    /// <summary>A list of texts that are not empty.</summary>
    public IReadOnlyList<string> Texts(string accepted, bool required = true) => [.. Items(accepted, required).Select(item => item.Text(accepted))];

    public bool Flag(bool otherwise)
    {
        if (Kind is JsonValueKind.True or JsonValueKind.False)
            return Element.GetBoolean();
        if (Exists)
            Problem("true, false");
        return otherwise;
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, exact; null, with a problem if it is there but no such number.</summary>
    public decimal? Number(decimal least, decimal most)
    {
        if (Kind == JsonValueKind.Number && Element.TryGetDecimal(out var number) && number >= least && number <= most)
            return number;
        if (Exists)
            Problem(string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return null;
    }

    /// <summary>A whole number in a range.</summary>
    public int Whole(int least, int most, int otherwise)
    {
        if (!Exists)
            return otherwise;
        if (Kind == JsonValueKind.Number && Element.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Problem(string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return otherwise;
    }

    /// <summary>A misspelt option must not be silently without effect.</summary>
    public void KnowsOnly(params IReadOnlyList<string> names)
    {
        foreach (var (name, value) in Members("an object", required: false))
            if (!names.Contains(name))
                value.Problem($"no such option here; known: {string.Join(", ", names)}");
    }

    public void Problem(string accepted)
    {
        var value = element is { } e ? e.GetRawText() : "(nothing)";
        problems.Add(new(path, value.Length > Finding.MostCharacters ? value[..Finding.MostCharacters] + "…" : value, accepted));
    }
}
