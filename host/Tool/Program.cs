// `holdfast`: the program for people. Each command is one file in Commands/; this one only lists them.
//
// Exit codes: 0 what was asked for held; 1 it did not (the output says what); 2 the command line or the input is wrong.

using System.CommandLine;
using Holdfast.Conformance.Hsmd;
using Holdfast.Tool.Commands;

if (args is [StandInChanneld.Argument])
{
    // Not a command for people: `holdfast conformance --channeld` has this program started in the place of the node's own channeld.
    return StandInChanneld.Run();
}

RootCommand root = new("A validating Lightning signer: it signs only what is durably written down.")
{
    DemoCommand.Create(),
    ReplayCommand.Create(),
    SimulateCommand.Create(),
    InitCommand.Create(),
    StatusCommand.Create(),
    WipeCommand.Create(),
    JournalCommand.Create(),
    DoctorCommand.Create(),
    ConformanceCommand.Create(),
    FlashCommand.Create(),
};

ParseResult parsed = root.Parse(args);
int code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;
