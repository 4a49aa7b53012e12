using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Catalog.Api.Activities;

/// <summary>A difference as text: the unified and context forms of POSIX diff with three lines around each change, or a table for a page. Header lines end in a line break of their own, as CKAN's do.</summary>
internal static class DiffText
{
    private const int Around = 3;

    public static string Unified(LineDifference difference)
    {
        var lines = new List<string>();
        foreach (var hunk in Hunks(difference))
        {
            if (lines.Count == 0)
                lines.AddRange(["--- \n", "+++ \n"]);
            lines.Add($"@@ -{Range(hunk[0].FromBefore, hunk[^1].ToBefore)} +{Range(hunk[0].FromAfter, hunk[^1].ToAfter)} @@\n");
            foreach (var block in hunk)
            {
                lines.AddRange(Cut(difference.Before, block.FromBefore, block.ToBefore).Select(line => (block.IsEqual ? ' ' : '-') + line));
                if (!block.IsEqual)
                    lines.AddRange(Cut(difference.After, block.FromAfter, block.ToAfter).Select(line => '+' + line));
            }
        }

        return string.Join('\n', lines);
    }

    public static string Context(LineDifference difference)
    {
        var lines = new List<string>();
        foreach (var hunk in Hunks(difference))
        {
            if (lines.Count == 0)
                lines.AddRange(["*** \n", "--- \n"]);
            lines.Add("***************\n");
            lines.Add($"*** {LongRange(hunk[0].FromBefore, hunk[^1].ToBefore)} ****\n");
            if (hunk.Any(block => !block.IsEqual && block.ToBefore > block.FromBefore))
                lines.AddRange(hunk.SelectMany(block => Cut(difference.Before, block.FromBefore, block.ToBefore).Select(line => Mark(block, '-') + line)));
            lines.Add($"--- {LongRange(hunk[0].FromAfter, hunk[^1].ToAfter)} ----\n");
            if (hunk.Any(block => !block.IsEqual && block.ToAfter > block.FromAfter))
                lines.AddRange(hunk.SelectMany(block => Cut(difference.After, block.FromAfter, block.ToAfter).Select(line => Mark(block, '+') + line)));
        }

        return string.Join('\n', lines);
    }

    public static string Html(LineDifference difference)
    {
        var html = new StringBuilder("<table class=\"diff\">\n");
        foreach (var block in Hunks(difference).SelectMany(hunk => hunk))
        {
            foreach (var line in Cut(difference.Before, block.FromBefore, block.ToBefore))
                Row(html, block.IsEqual ? "" : "diff_sub", line);
            if (!block.IsEqual)
            {
                foreach (var line in Cut(difference.After, block.FromAfter, block.ToAfter))
                    Row(html, "diff_add", line);
            }
        }

        return html.Append("</table>\n").ToString();
    }

    private static void Row(StringBuilder html, string mark, string line) =>
        html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"{mark}\"><pre>{HtmlEncoder.Default.Encode(line)}</pre></td></tr>\n");

    /// <summary>Changes with the lines around them; those that are near each other in one.</summary>
    private static List<List<LineBlock>> Hunks(LineDifference difference)
    {
        var hunks = new List<List<LineBlock>>();
        var hunk = new List<LineBlock>();
        foreach (var (index, block) in difference.Blocks.Index())
        {
            if (!block.IsEqual)
            {
                hunk.Add(block);
                continue;
            }

            var (isFirst, isLast, length) = (index == 0, index == difference.Blocks.Count - 1, block.ToBefore - block.FromBefore);
            if (!isFirst && !isLast && length <= 2 * Around)
            {
                hunk.Add(block);
                continue;
            }

            if (!isFirst)
            {
                var after = Math.Min(Around, length);
                hunk.Add(block with { ToBefore = block.FromBefore + after, ToAfter = block.FromAfter + after });
                hunks.Add(hunk);
                hunk = [];
            }

            if (!isLast)
            {
                var before = Math.Min(Around, length);
                hunk.Add(block with { FromBefore = block.ToBefore - before, FromAfter = block.ToAfter - before });
            }
        }

        if (hunk.Any(block => !block.IsEqual))
            hunks.Add(hunk);
        return hunks;
    }

    private static IEnumerable<string> Cut(IReadOnlyList<string> lines, int from, int to)
    {
        for (var i = from; i < to; i++)
            yield return lines[i];
    }

    private static string Mark(LineBlock block, char only) =>
        block.IsEqual ? "  " : block.ToBefore > block.FromBefore && block.ToAfter > block.FromAfter ? "! " : $"{only} ";

    private static string Range(int from, int to) => (to - from) switch
    {
        1 => Number(from + 1),
        0 => $"{Number(from)},0",
        var length => $"{Number(from + 1)},{Number(length)}",
    };

    private static string LongRange(int from, int to) => to - from <= 1 ? Number(to == from ? from : from + 1) : $"{Number(from + 1)},{Number(to)}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
