using System.Diagnostics;

namespace Holdfast.HostUnit.Tool;

/// <summary>What a run of the program left behind.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error);

/// <summary>Runs the built `holdfast` as a process of its own, as a person would.</summary>
internal static class CommandLine
{
    public static CommandRun Run(params string[] arguments) => Run("", arguments);

    public static CommandRun Run(string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        using Process process = Start(arguments, environment);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output.Result, error);
    }

    public static Process Start(params string[] arguments) => Start(arguments, []);

    private static Process Start(string[] arguments, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(Programs.Of("holdfast"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("HOLDFAST_SIGNER");
        start.Environment.Remove("HOLDFAST_HOST_HALF");
        start.Environment.Remove("HOLDFAST_HOST_HALF_PASSPHRASE_FILE");
        start.Environment.Remove("CREDENTIALS_DIRECTORY");
        start.Environment.Remove("HOLDFAST_SECOND_OPINION");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
