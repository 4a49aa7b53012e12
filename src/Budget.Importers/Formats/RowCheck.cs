using System.Globalization;
using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>Lets through only rows that are whole: as many cells as the header promises, no control characters, not blank, not cut off.</summary>
internal sealed class RowCheck(RecordReader records, StrictDecoder decoder, TextOpening opening, ReadOptions declared, FileFindings findings)
{
    private readonly CharacterCheck characters = new(opening.Encoding, findings);
    private readonly int errorsBefore = findings.Errors;
    private int rowsSeen;
    private int blankRows;
    private int firstBlank;
    private int emptyLines;
    private bool stopped;

    /// <summary>Whether reading ended before the file did; a finding says why.</summary>
    public bool Stopped => stopped;

    /// <summary>Line on which the record of the last call starts.</summary>
    public int Line => records.Line;

    /// <summary>
    /// The cells of the first row with content behind <paramref name="skip"/> others, blanks around cut off. Null where the file ends
    /// or cannot be read on; the latter with a finding.
    /// </summary>
    public async Task<IReadOnlyList<string>?> ReadHeaderAsync(int skip, CancellationToken ct)
    {
        for (var i = 0; i <= skip || records.IsBlank; i++)
        {
            if (stopped || !await records.ReadAsync(ct))
                return null;
            if (records.IsFinal)
            {
                ReportFinal();
                return null;
            }
        }

        var cells = Enumerable.Range(0, records.Count).Select(i => records[i].Trim().ToString()).ToList();
        if (declared.TrailingDelimiter && cells is [.., ""])
            cells.RemoveAt(cells.Count - 1);
        return cells;
    }

    /// <summary>Reports that the first lines are split by another delimiter than declared; false when they are not.</summary>
    public bool ReportDelimiter(int line)
    {
        if (opening.Detected is not { } detected || detected == opening.Delimiter)
            return false;
        findings.Add(Rules.DelimiterDiffers, line, value: Word(detected), expected: Word(opening.Delimiter));
        return true;
    }

    /// <summary>Moves to the next whole row; false at the end, or where reading on makes no sense.</summary>
    public async ValueTask<bool> ReadAsync(HeaderMatch header, CancellationToken ct)
    {
        while (!stopped && await records.ReadAsync(ct))
        {
            if (records.IsFinal)
            {
                rowsSeen++;
                ReportFinal();
            }
            else if (IsWhole(header))
            {
                return true;
            }

            if (!stopped && findings.Errors - errorsBefore + blankRows + emptyLines >= DelimitedText.MostWrongRows)
            {
                findings.Add(Rules.ReadingStopped, records.Line, args: ("most", DelimitedText.MostWrongRows));
                stopped = true;
            }
        }
        return false;
    }

    /// <summary>What can be said only at the end of the file.</summary>
    public void Finish()
    {
        if (blankRows > 0)
            findings.Add(Rules.RowsBlank, firstBlank, args: ("count", blankRows));
        if (rowsSeen == 0)
            findings.Add(Rules.FileNoRows, records.Line);
    }

    private bool IsWhole(HeaderMatch header)
    {
        if (records.IsBlank)
        {
            CountBlank();
            return false;
        }

        rowsSeen++;
        if (records.Problem == RecordProblem.QuoteStray)
        {
            findings.Add(Rules.QuoteInvalid, records.Line);
            return false;
        }

        var expected = header.Count + (declared.TrailingDelimiter ? 1 : 0);
        if (records.Count != expected || (declared.TrailingDelimiter && !records[expected - 1].IsWhiteSpace()))
        {
            findings.Add(records.Terminated ? Rules.FieldCount : Rules.LineTruncated, records.Line, value: Text(records.Count), expected: Text(expected));
            return false;
        }
        if (!records.Terminated && !declared.TrailingDelimiter)
            findings.Add(Rules.LineEndMissing, records.Line);

        if (!characters.Check(records, header))
            return false;
        stopped |= characters.OtherEncoding;
        return !stopped;
    }

    private void CountBlank()
    {
        if (records.Count == 1)
        {
            emptyLines++;   // an empty line is nothing; a row of delimiters was meant to be something
            return;
        }
        if (blankRows++ == 0)
            firstBlank = records.Line;
    }

    private void ReportFinal()
    {
        stopped = true;
        var line = records.CurrentLine;
        switch (records.Problem)
        {
            case RecordProblem.TooLong:
                findings.Add(Rules.LineTooLong, records.Line, args: ("most", RecordReader.MostCharacters));
                break;
            case RecordProblem.QuoteUnclosed:
                findings.Add(Rules.QuoteInvalid, records.Line);
                break;
            case RecordProblem.InvalidBytes when decoder.FirstInvalid is { Incomplete: true, Bytes.Length: 2 } && opening.Encoding.StartsWith("utf-16", StringComparison.Ordinal):
                findings.Add(Rules.BytesOdd, line, args: ("bytes", decoder.Position));
                break;
            case RecordProblem.InvalidBytes when decoder.FirstInvalid is { Incomplete: true } cut:
                findings.Add(Rules.LineTruncated, line, value: cut.Bytes, expected: opening.Encoding);
                break;
            case RecordProblem.InvalidBytes when decoder.FirstInvalid is { } invalid:
                findings.Add(Rules.EncodingInvalid, line, value: invalid.Bytes, expected: opening.Encoding, args: ("offset", invalid.Offset));
                break;
        }
    }

    /// <summary>A delimiter as people write it.</summary>
    private static string Word(char delimiter) => delimiter == '\t' ? "TAB" : delimiter.ToString();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
