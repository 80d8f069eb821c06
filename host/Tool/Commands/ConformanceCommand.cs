using System.CommandLine;
using Holdfast.Conformance;
using Holdfast.Conformance.Hsmd;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast conformance`: does a signer survive a node that crashes, and resist one that only pretends? host/Conformance/README.md explains the table.
/// Exit code 0 when every row is as expected.
/// </summary>
internal static class ConformanceCommand
{
    public static Command Create()
    {
        Option<FileInfo?> hsmd = new("--hsmd") { Description = "Test this program instead of the simulated device. It must speak Core Lightning's hsmd protocol on descriptor 3." };
        Option<FileInfo?> channeld = new("--channeld")
        {
            Description = "Start this program in front of channeld, as with --subdaemon=channeld:, and also run the rows in which the frames of a stock node are held.",
        };
        Option<string> expect = new("--expect")
        {
            Description = "The expected result: 'validating', or 'stock' for a signer without rules.",
            DefaultValueFactory = _ => "validating",
        };
        expect.AcceptOnlyFromAmong("validating", "stock");
        Option<string[]> set = new("--set")
        {
            Description = "NAME=VALUE for the program's environment. {folder} is replaced by the folder of the row.",
            AllowMultipleArgumentsPerToken = false,
        };
        Option<bool> json = new("--json") { Description = "Print the report as JSON." };
        Command command = new("conformance", "Drive a signer through every crash point of one signature, with an honest node and a thief.") { hsmd, channeld, expect, set, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(hsmd), parsed.GetValue(channeld), parsed.GetValue(expect) == "stock" ? Expectation.Stock : Expectation.Validating,
            parsed.GetValue(set) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static int Run(FileInfo? hsmd, FileInfo? channeld, Expectation expectation, string[] set, bool isJson)
    {
        Dictionary<string, string> environment = [];
        foreach (string pair in set)
        {
            int equals = pair.IndexOf('=');
            if (equals < 1)
            {
                Console.Error.WriteLine($"holdfast conformance: '{pair}' is not NAME=VALUE");
                return 2;
            }

            environment[pair[..equals]] = pair[(equals + 1)..];
        }

        // The owner of the simulated signer in this project's holdfast-hsmd-regtest; other programs do not know this name.
        environment.TryAdd("HOLDFAST_SIMULATED_APPROVAL", "true");
        environment.TryAdd("HOLDFAST_NODE_VERSION", "v26.06.6");
        if (channeld != null && hsmd == null)
        {
            Console.Error.WriteLine("holdfast conformance: --channeld also needs --hsmd, the program that gets the peer's messages from it");
            return 2;
        }

        using ISignerUnderTest underTest = hsmd == null
            ? DeviceUnderTest.Simulated()
            : new HsmdUnderTest(new HsmdSettings
            {
                Path = hsmd.FullName, Environment = environment, Channeld = channeld?.FullName, StandIn = StandInChanneld.OfThisProgram(),
                NewFolder = () => Interruption.TemporaryFolder("holdfast-conformance"),
            });
        ConformanceReport report = ConformanceReport.Run(underTest, ConformanceCase.Shipped(), expectation);
        Console.WriteLine(isJson ? report.ToJson() : report.ToText());
        return report.AsExpected ? 0 : 1;
    }
}
