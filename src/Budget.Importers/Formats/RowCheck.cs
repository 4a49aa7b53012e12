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

    public char Delimiter => opening.Delimiter;

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
            if (i > skip + DelimitedText.MostWrongRows)
            {
                Stop();
                return null;
            }
            if (records.IsFinal)
            {
                ReportFinal(null);
                return null;
            }
        }

        var cells = Enumerable.Range(0, records.Count).Select(i => records[i].Trim().ToString()).ToList();
        if (declared.TrailingDelimiter && cells is [.., ""])
            cells.RemoveAt(cells.Count - 1);
        return cells;
    }

    /// <summary>Moves to the next whole row; false at the end, or where reading on makes no sense.</summary>
    public async ValueTask<bool> ReadAsync(HeaderMatch header, CancellationToken ct)
    {
        while (!stopped && await records.ReadAsync(ct))
        {
            if (records.IsFinal)
            {
                rowsSeen++;
                ReportFinal(header);
            }
            else if (IsWhole(header))
            {
                return true;
            }

            if (!stopped && findings.Errors - errorsBefore + blankRows + emptyLines >= DelimitedText.MostWrongRows)
                Stop();
        }
        return false;
    }

    /// <summary>What can be said only at the end of the file.</summary>
    public void Finish()
    {
        if (blankRows > 0)
            findings.Add(Rules.RowsBlank, firstBlank, args: ("count", blankRows));
        if (rowsSeen == 0)
            findings.Add(Rules.FileNoRows);
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
            findings.Add(Rules.QuoteInvalid, records.Line, records.ProblemColumn, value: records.ProblemCell.ToString(), expected: "\"…\"");
            return false;
        }

        var closed = declared.TrailingDelimiter && records[records.Count - 1].IsWhiteSpace();
        if (records.Count - (closed ? 1 : 0) != header.Count || closed != declared.TrailingDelimiter)
        {
            AddAtLastCell(
                records.Terminated ? Rules.FieldCount : Rules.LineTruncated, header, Fields(header.Count, declared.TrailingDelimiter),
                ("fields", Fields(records.Count - (closed ? 1 : 0), closed)));
            return false;
        }
        if (!records.Terminated && !closed)
            AddAtLastCell(Rules.LineEndMissing, header, expected: "\\n");

        if (characters.Check(records, header))
            return true;
        stopped |= characters.OtherEncoding;
        return false;
    }

    private void AddAtLastCell(string rule, HeaderMatch header, string expected, params ReadOnlySpan<(string, object)> args)
    {
        var last = records.Count - 1;
        findings.Add(rule, records.Line, last + 1, last < header.Count ? header[last] : null, records[last].ToString(), expected, args: args);
    }

    /// <summary>A number of fields, with the delimiter that closes the row where there is one: <c>8 + ;</c>.</summary>
    private string Fields(int count, bool closed) => string.Create(CultureInfo.InvariantCulture, $"{count}{(closed ? $" + {opening.Delimiter}" : "")}");

    private void Stop()
    {
        findings.Add(Rules.ReadingStopped, records.Line, args: ("most", DelimitedText.MostWrongRows));
        stopped = true;
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

    private void ReportFinal(HeaderMatch? header)
    {
        stopped = true;
        var (line, column, cell) = (records.CurrentLine, records.ProblemColumn, records.ProblemCell.ToString());
        var invalid = records.Problem == RecordProblem.InvalidBytes ? decoder.FirstInvalid : null;
        if (records.Problem == RecordProblem.TooLong)
            findings.Add(Rules.LineTooLong, records.Line, column, value: cell, args: ("most", RecordReader.MostCharacters));
        else if (records.Problem == RecordProblem.QuoteUnclosed)
            findings.Add(Rules.QuoteInvalid, records.Line, column, value: cell, expected: "\"…\"");
        else if (invalid is { Incomplete: true, Bytes.Length: 2 } && opening.Encoding.StartsWith("utf-16", StringComparison.Ordinal))
            findings.Add(Rules.BytesOdd, line, column, value: cell, expected: opening.Encoding, args: ("bytes", decoder.Position));
        else if (invalid is { Incomplete: true })
            findings.Add(Rules.LineTruncated, line, column, value: cell, expected: header is null ? opening.Encoding : Fields(header.Count, declared.TrailingDelimiter), args: ("fields", column));
        else if (invalid is not null)
            findings.Add(Rules.EncodingInvalid, line, column, value: invalid.Bytes, expected: opening.Encoding, args: ("offset", invalid.Offset));
    }
}
