// `holdfast`: the program for people. Each command is one file in Commands/; CommandList.cs lists them, CommandRunner.cs has the exit codes.

using Holdfast.Conformance.Hsmd;
using Holdfast.Tool;

if (args is [StandInChanneld.Argument])
{
    // Not a command for people: `holdfast conformance --channeld` has this program started in the place of the node's own channeld.
    return StandInChanneld.Run();
}

return await CommandRunner.RunAsync(CommandList.Create(), args);
