using System.Globalization;

namespace Budget.Importers.Tables.Sheets;

/// <summary>Days that XLSX counts from a beginning (ECMA-376-1, 18.17.4).</summary>
internal static class SerialDate
{
    private const int Last = 2_958_465;   // 9999-12-31

    /// <summary>The day or time that a number is shown as, or null where it is shown as a number.</summary>
    /// <param name="number">Days, with the time of the day as their fraction.</param>
    /// <param name="kind">Of its format.</param>
    /// <param name="isFrom1904">Which of the two beginnings the workbook has.</param>
    public static string? Of(string number, XlsxStyles.DateKind kind, bool isFrom1904)
    {
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) || !(days >= 0 && days < Last + 1))
            return null;
        var seconds = (long)Math.Round(days * 86_400);
        var (day, time) = (seconds / 86_400, TimeSpan.FromSeconds(seconds % 86_400));
        if (kind == XlsxStyles.DateKind.Time)
            return day == 0 ? time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) : null;
        if (!isFrom1904 && day is 60 or 0)
            return null;   // Excel's 29 February 1900 was none
        var date = isFrom1904 ? new DateTime(1904, 1, 1).AddDays(day) : new DateTime(1899, 12, day < 60 ? 31 : 30).AddDays(day);
        return kind.HasFlag(XlsxStyles.DateKind.Time) || time != TimeSpan.Zero
            ? (date + time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
