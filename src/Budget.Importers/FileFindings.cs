using System.Globalization;

namespace Budget.Importers;

/// <summary>Adds findings about one file to the log of the run.</summary>
internal sealed class FileFindings(string file, FindingLog log)
{
    public int Errors => log.Errors;

    /// <param name="severity">Null for the usual one of the rule.</param>
    public void Add(
        string rule, int? line = null, int? column = null, string? header = null, string? value = null, string? expected = null,
        Severity? severity = null, params ReadOnlySpan<(string Name, object Value)> args)
    {
        var named = new Dictionary<string, string>(args.Length, StringComparer.Ordinal);
        foreach (var (name, arg) in args)
            named[name] = Convert.ToString(arg, CultureInfo.InvariantCulture) ?? "";
        log.Add(new()
        {
            Rule = rule, Severity = severity ?? Rules.SeverityOf(rule), File = file,
            Line = line, Column = column, Header = header, Value = value, Expected = expected, Args = named,
        });
    }
}
