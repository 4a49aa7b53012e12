using Budget.Importers;

namespace Etl.Jobs.Fetching;

/// <summary>An address did not give its file. The finding says what was seen and what was expected.</summary>
internal sealed class FetchException(Finding finding, bool isTransient, TimeSpan? retryAfter = null) : Exception(finding.Rule)
{
    public Finding Finding { get; } = finding;

    /// <summary>Whether another attempt may help: network, 429, 5xx, time.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>What the server asked to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The address is not one that may be fetched.</summary>
    public static FetchException Refused(string address, string value, string expected) =>
        new(Of(Rules.FetchRefused, address, value, expected), isTransient: false);

    public static FetchException Failed(string address, string value, bool isTransient, TimeSpan? retryAfter = null) =>
        new(Of(Rules.FetchFailed, address, value, "HTTP 200 | 304", ("status", value)), isTransient, retryAfter);

    public static FetchException TimedOut(string address, int seconds) =>
        new(Of(Rules.FetchTimeout, address, $"> {seconds} s", $"<= {seconds} s", ("seconds", Number(seconds))), isTransient: true);

    public static FetchException TooLarge(string address, long? bytes, long most) =>
        new(Of(Rules.FileTooLarge, address, bytes is { } known ? Number(known) : $"> {Number(most)}", $"<= {Number(most)}",
            ("bytes", bytes is { } all ? Number(all) : $"> {Number(most)}"), ("most", Number(most))), isTransient: false);

    private static Finding Of(string rule, string address, string value, string expected, params (string Name, string Value)[] args) => new()
    {
        Rule = rule,
        Severity = Severity.Error,
        File = address,
        Value = value,
        Expected = expected,
        Args = args.ToDictionary(arg => arg.Name, arg => arg.Value, StringComparer.Ordinal),
    };

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
