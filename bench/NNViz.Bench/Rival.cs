using System.Diagnostics;

namespace NNViz.Bench;

/// <summary>Another process that does named work on demand, so that its runs can be interleaved with ours.</summary>
internal sealed class Rival : IDisposable
{
    private readonly Process process;

    private Rival(Process process) => this.process = process;

    /// <summary>Starts a program that answers each line with a line; null where it is not there or does not start.</summary>
    public static Rival? Start(string program, params string[] arguments)
    {
        if (!File.Exists(program))
        {
            return null;
        }
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return new Rival(Process.Start(start)!);
    }

    /// <summary>Has it do the work once; gives the milliseconds that it measured itself.</summary>
    public double Run(string name)
    {
        var answer = Ask(name) ?? throw new InvalidOperationException($"{process.StartInfo.FileName} ended at '{name}'.");
        return double.Parse(answer, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Its answer to a line; null where it has ended.</summary>
    public string? Ask(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        return process.StandardOutput.ReadLine();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
