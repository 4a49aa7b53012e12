using System.Globalization;

namespace Etl.Jobs.Importing;

/// <summary>What an import did and what it could not take over, for the report at its end. Several lines may be noted at once.</summary>
internal sealed class ImportNotes
{
    /// <summary>Refused lines that the report names; all of them are on standard error.</summary>
    private const int MostNamed = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly List<string> _refused = [];

    public long Lines { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Uploads and tables whose addresses lead to the other catalog.</summary>
    public int LinkedFiles { get; set; }

    /// <summary>Tags that belonged to a vocabulary there and are free here.</summary>
    public int FreedTags { get; set; }

    /// <summary>Members of organizations whose accounts are not here.</summary>
    public int UnknownMembers { get; set; }

    public int UsersWithoutPassword { get; set; }

    public void Add(string kind, string outcome)
    {
        lock (_lock)
        {
            Lines++;
            var key = $"{kind} {outcome}";
            _outcomes[key] = _outcomes.GetValueOrDefault(key) + 1;
        }
    }

    /// <param name="kind">Such as <c>datasets</c>.</param>
    /// <param name="place">File and line.</param>
    /// <param name="why">What is wrong with it.</param>
    public void Refuse(string kind, string place, string why)
    {
        Add(kind, "refused");
        lock (_lock)
        {
            Refused++;
            if (_refused.Count < MostNamed)
                _refused.Add($"{place}: {why}");
            Console.Error.WriteLine($"{place}: {why}");
        }
    }

    /// <summary>One line for the progress.</summary>
    public string Progress(TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture, $"{Lines} lines, {Refused} refused, {Lines / Math.Max(0.001, elapsed.TotalSeconds):0} a second");

    /// <summary>The report, a line each.</summary>
    public IEnumerable<string> Report()
    {
        foreach (var (what, count) in _outcomes)
            yield return string.Create(CultureInfo.InvariantCulture, $"{count,8}  {what}");
        foreach (var (count, what) in new[]
        {
            (LinkedFiles, "files and tables stay links to the other catalog: download and upload them, or keep it running"),
            (FreedTags, "tags of vocabularies became free tags"),
            (UnknownMembers, "memberships of unknown users left out: import the users first"),
            (UsersWithoutPassword, "users have no password: a sysadmin gives one by user_update"),
        })
        {
            if (count > 0)
                yield return string.Create(CultureInfo.InvariantCulture, $"{count,8}  {what}");
        }

        if (_refused.Count == 0)
            yield break;
        yield return _refused.Count < Refused ? $"Refused, the first {MostNamed}:" : "Refused:";
        foreach (var line in _refused)
            yield return $"  {line}";
    }
}
