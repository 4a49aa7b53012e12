namespace Catalog.Api.Activities;

/// <summary>One run of equal lines, or of lines that others replace; indexes into the texts before and after, ends exclusive.</summary>
internal readonly record struct LineBlock(bool IsEqual, int FromBefore, int ToBefore, int FromAfter, int ToAfter);

/// <summary>The difference of two texts by lines: the shortest edit script (E. W. Myers, 1986), with a bound, past which the middle counts as replaced.</summary>
internal sealed record LineDifference(IReadOnlyList<string> Before, IReadOnlyList<string> After, IReadOnlyList<LineBlock> Blocks)
{
    private const int MaxEdits = 2000;

    public static LineDifference Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var start = 0;
        while (start < before.Count && start < after.Count && before[start] == after[start])
            start++;
        var (endBefore, endAfter) = (before.Count, after.Count);
        while (endBefore > start && endAfter > start && before[endBefore - 1] == after[endAfter - 1])
            (endBefore, endAfter) = (endBefore - 1, endAfter - 1);

        var pairs = Enumerable.Range(0, start).Select(i => (i, i))
            .Concat(Common(before, after, start, endBefore, endAfter))
            .Concat(Enumerable.Range(0, before.Count - endBefore).Select(i => (endBefore + i, endAfter + i)));
        return new LineDifference(before, after, Blocks_(pairs, before.Count, after.Count));
    }

    /// <summary>Pairs of equal lines of the middle, in order.</summary>
    private static List<(int Before, int After)> Common(IReadOnlyList<string> before, IReadOnlyList<string> after, int start, int endBefore, int endAfter)
    {
        var (n, m) = (endBefore - start, endAfter - start);
        var max = Math.Min(n + m, MaxEdits);
        var reach = new int[(2 * max) + 2];   // furthest line of the text before, by diagonal
        var history = new List<int[]>();
        for (var edits = 0; edits <= max; edits++)
        {
            history.Add([.. reach]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var down = diagonal == -edits || (diagonal != edits && reach[max + diagonal - 1] < reach[max + diagonal + 1]);
                var x = down ? reach[max + diagonal + 1] : reach[max + diagonal - 1] + 1;
                while (x < n && x - diagonal < m && x - diagonal >= 0 && before[start + x] == after[start + x - diagonal])
                    x++;
                reach[max + diagonal] = x;
                if (x >= n && x - diagonal >= m)
                    return Walk(history, max, n, m, start);
            }
        }

        return [];
    }

    private static List<(int, int)> Walk(List<int[]> history, int max, int n, int m, int start)
    {
        var pairs = new List<(int, int)>();
        var (x, y) = (n, m);
        for (var edits = history.Count - 1; edits >= 0; edits--)
        {
            var reach = history[edits];
            var diagonal = x - y;
            var down = diagonal == -edits || (diagonal != edits && reach[max + diagonal - 1] < reach[max + diagonal + 1]);
            var fromX = edits == 0 ? 0 : down ? reach[max + diagonal + 1] : reach[max + diagonal - 1];
            var fromY = edits == 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1);
            while (x > fromX && y > fromY)
            {
                (x, y) = (x - 1, y - 1);
                pairs.Add((start + x, start + y));
            }

            (x, y) = (fromX, fromY);
        }

        pairs.Reverse();
        return pairs;
    }

    private static List<LineBlock> Blocks_(IEnumerable<(int Before, int After)> pairs, int countBefore, int countAfter)
    {
        var blocks = new List<LineBlock>();
        var (b, a) = (0, 0);
        foreach (var (before, after) in pairs.Append((countBefore, countAfter)))
        {
            if (before > b || after > a)
                blocks.Add(new LineBlock(false, b, before, a, after));
            if (before < countBefore || after < countAfter)
            {
                if (blocks is [.., { IsEqual: true } last])
                    blocks[^1] = last with { ToBefore = before + 1, ToAfter = after + 1 };
                else
                    blocks.Add(new LineBlock(true, before, before + 1, after, after + 1));
            }

            (b, a) = (before + 1, after + 1);
        }

        return blocks;
    }
}
