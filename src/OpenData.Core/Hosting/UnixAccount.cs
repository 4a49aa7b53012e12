using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace OpenData.Core.Hosting;

/// <summary>Runs PostgreSQL's programs as an account that is not root: PostgreSQL refuses root.</summary>
internal sealed class UnixAccount
{
    /// <summary>The account to change to, or null to stay who we are.</summary>
    private readonly string? _name = Environment.UserName == "root" ? "postgres" : null;

    /// <summary>Whether files have to be given to another account.</summary>
    public bool IsOther => _name is not null;

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Exit code and everything it printed.</returns>
    public async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/", UserName = _name,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);   // PGDATA, PGPORT ... of the caller's shell are not meant for this cluster

        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(output, e.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return (-1, $"{program}: {e.Message}");
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(ct);
        lock (output)
            return (process.ExitCode, output.ToString().Trim());
    }

    /// <summary>Makes a folder that only the account may enter.</summary>
    public async Task MakeFolderAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_name is not null)
        {
            using var chown = Process.Start("chown", ["-R", $"{_name}:", path]);
            await chown.WaitForExitAsync(ct);
        }
    }

    /// <summary>Whether the account can enter a folder that exists.</summary>
    public async Task<bool> CanEnterAsync(string path, CancellationToken ct) => (await RunAsync("/bin/sh", ["-c", "cd \"$0\"", path], ct)).Code == 0;

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}
