using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace OpenData.Testing;

/// <summary>
/// Compares a text with the file that holds what was accepted before. With <c>UPDATE_SNAPSHOTS=1</c> in the environment the files are written
/// instead, and whoever commits them has read them line by line.
/// </summary>
public static class Snapshot
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static bool Updates => Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    /// <summary>Compares with a file next to the test that calls: <c>CLASS.NAME.verified.txt</c>.</summary>
    public static void Match(string actual, string name, [CallerFilePath] string test = "") =>
        MatchFile(actual, Path.Combine(Path.GetDirectoryName(test)!, $"{Path.GetFileNameWithoutExtension(test)}.{name}.verified.txt"));

    /// <summary>Compares with a file of any name, such as <c>expected.csv</c> beside an input.</summary>
    public static void MatchFile(string actual, string path)
    {
        if (Updates)
        {
            File.WriteAllText(path, actual, Utf8);
            return;
        }

        var name = Path.GetRelativePath(Repository.Root, path);
        Assert.True(File.Exists(path), $"{name} is missing. Run the tests once with UPDATE_SNAPSHOTS=1, read what they write, commit it.");
        var expected = File.ReadAllText(path, Utf8);
        if (expected != actual)
            Assert.Fail($"{name} differs at line {FirstDifference(expected, actual)}.{Environment.NewLine}Actual:{Environment.NewLine}{actual}");
    }

    private static int FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        return Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(i => i >= left.Length || i >= right.Length || left[i] != right[i]) + 1;
    }
}
