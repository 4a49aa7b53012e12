using System.Text;
using System.Text.RegularExpressions;
using OpenData.Testing;

namespace Catalog.Api.Tests.Conformance;

/// <summary>One request of <c>clients.http</c>, which tells its format on top, with what the client needs of the answer.</summary>
internal sealed partial record ClientRequest(string Name, IReadOnlyList<string> Head, IReadOnlyList<string> Body, int Status, string MediaType, IReadOnlyList<string> Needs)
{
    public static IReadOnlyList<ClientRequest> Load()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Conformance", "clients.http"));
        return [.. text.Split("\n### ").Skip(1).Select(Parse)];
    }

    public bool IsHead => Head[0].StartsWith("HEAD ", StringComparison.Ordinal);

    /// <summary>The bytes to send.</summary>
    /// <param name="values">Texts by the name in braces; braces around anything else are sent.</param>
    public byte[] Bytes(IReadOnlyDictionary<string, string> values)
    {
        var body = Fill(string.Join("\r\n", Body), values).Replace('␊', '\n');
        var length = Encoding.UTF8.GetByteCount(body);
        var head = string.Concat(Head.Select(line => Fill(line, values).Replace("{length}", $"{length}", StringComparison.Ordinal) + "\r\n"));
        return Encoding.UTF8.GetBytes($"{head}\r\n{body}");
    }

    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private static ClientRequest Parse(string block)
    {
        var lines = block.Split('\n');
        var answer = Array.FindIndex(lines, line => line.StartsWith("<<< ", StringComparison.Ordinal));
        var head = lines[1..answer].TakeWhile(line => line.Length > 0).ToList();
        var words = lines[answer].Split(' ');
        return new ClientRequest(
            lines[0], head, lines[(head.Count + 2)..Math.Max(head.Count + 2, answer)], int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), words[2],
            [.. lines[(answer + 1)..].Where(line => line.Length > 0)]);
    }

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Place();
}
