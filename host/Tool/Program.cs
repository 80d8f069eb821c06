// `holdfast`: the program for people. Each command is one file in Commands/; this one only lists them.
// CommandRunner.cs has the exit codes.

using System.CommandLine;
using Holdfast.Conformance.Hsmd;
using Holdfast.Tool;
using Holdfast.Tool.Commands;

if (args is [StandInChanneld.Argument])
{
    // Not a command for people: `holdfast conformance --channeld` has this program started in the place of the node's own channeld.
    return StandInChanneld.Run();
}

RootCommand root = new("A validating Lightning signer. It stores each promise durably before it signs.")
{
    DemoCommand.Create(),
    ReplayCommand.Create(),
    SimulateCommand.Create(),
    InitCommand.Create(),
    StatusCommand.Create(),
    WipeCommand.Create(),
    JournalCommand.Create(),
    DoctorCommand.Create(),
    TowerCommand.Create(),
    HoldCommand.Create(),
    ChainCommand.Create(),
    PolicyCommand.Create(),
    ExplainCommand.Create(),
    ApprovalsCommand.Create(),
    AllowCommand.Create(),
    ConformanceCommand.Create(),
    FlashCommand.Create(),
};

return await CommandRunner.RunAsync(root, args);
