using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using Holdfast.Bytes;
using Holdfast.ChainFeed;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.ReferenceNode;
using Holdfast.SecondOpinion;
using Holdfast.Tool.Commands;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.Tool;

/// <summary>
/// From the arguments to the exit code. Every failure is one sentence on standard error, without a stack trace and without a page of help behind it;
/// standard output holds only what was asked for.
/// </summary>
/// <remarks>
/// Exit codes: 0 what was asked for held; 1 it did not (the output says what); 2 the command line or the input is wrong; 3 a defect of this program;
/// 130 interrupted.
/// </remarks>
internal static class CommandRunner
{
    /// <summary>Set to anything, it makes a defect print its stack trace.</summary>
    private const string TraceVariable = "HOLDFAST_TRACE";

    private const int Wrong = 2;
    private const int Defect = 3;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed;
        try
        {
            parsed = root.Parse(args);
        }
        catch (InvalidOperationException unreadable)
        {
            Console.Error.WriteLine("holdfast: " + InPlainWords(unreadable.Message));
            return Wrong;
        }

        string name = NameOf(parsed);
        if (args.Length == 0)
        {
            new HelpAction().Invoke(parsed);
            return Wrong;
        }

        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            // A command that is misspelt is missing as well, which helps nobody.
            bool isUnknown = parsed.UnmatchedTokens.Count > 0;
            foreach (string sentence in parsed.Errors.Where(error => !isUnknown || parsed.UnmatchedTokens.Any(token => error.Message.Contains(token, StringComparison.Ordinal)))
                .Select(error => InPlainWords(error.Message)).Distinct())
            {
                Console.Error.WriteLine($"{name}: {sentence}");
            }

            Console.Error.WriteLine($"Run `{name} --help` for its options.");
            return Wrong;
        }

        using Interruption interruption = new();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure)
        {
            return Report(name, failure);
        }
    }

    /// <summary>The parser names the type that it wanted, which tells a person nothing.</summary>
    private static string InPlainWords(string sentence)
    {
        int type = sentence.IndexOf(" as expected type ", StringComparison.Ordinal);
        return type < 0 ? sentence : sentence[..type] + ".";
    }

    /// <summary>Says in one sentence what went wrong.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(string name, Exception failure)
    {
        (int code, string sentence) = failure switch
        {
            SignerException or LinkLostException or SignerLostException or ChainFeedException or TowerCommandException or OwnerRequestException
                or OpinionAwayException => (1, failure.Message),
            IOException or InvalidDataException or FormatException or UnauthorizedAccessException or PlatformNotSupportedException or IntentStoreException or BackupException
                or TowerStoreException or JsonException or MalformedException or System.ComponentModel.Win32Exception => (Wrong, failure.Message),
            _ => (Defect, $"this is a defect of the program, please report it: {failure.GetType().Name}: {failure.Message} Set {TraceVariable}=1 for the place in the code."),
        };
        Console.Error.WriteLine($"{name}: {sentence}");
        if (code == Defect && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TraceVariable)))
        {
            Console.Error.WriteLine(failure);
        }

        return code;
    }

    /// <summary>"holdfast journal verify": the program and its commands as they were typed.</summary>
    public static string NameOf(ParseResult parsed)
    {
        List<string> names = [];
        for (System.CommandLine.Parsing.SymbolResult? result = parsed.CommandResult; result != null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult command)
            {
                names.Insert(0, command.Command is RootCommand ? "holdfast" : command.Command.Name);
            }
        }

        return string.Join(' ', names);
    }
}
