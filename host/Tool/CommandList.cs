using System.CommandLine;
using Holdfast.Tool.Commands;

namespace Holdfast.Tool;

/// <summary>Every command of `holdfast`, in the order in which help and the manual pages show them.</summary>
internal static class CommandList
{
    public static RootCommand Create() => new("A validating Lightning signer. It stores each promise durably before it signs.")
    {
        DemoCommand.Create(),
        ReplayCommand.Create(),
        SimulateCommand.Create(),
        DevicesCommand.Create(),
        InitCommand.Create(),
        PassphraseCommand.Create(),
        StatusCommand.Create(),
        DashboardCommand.Create(),
        WipeCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        MoveCommand.Create(),
        UpdateCommand.Create(),
        JournalCommand.Create(),
        DoctorCommand.Create(),
        TowerCommand.Create(),
        HoldCommand.Create(),
        JitCommand.Create(),
        ChainCommand.Create(),
        PolicyCommand.Create(),
        ExplainCommand.Create(),
        SignPsbtCommand.Create(),
        ApprovalsCommand.Create(),
        AllowCommand.Create(),
        ConformanceCommand.Create(),
        FlashCommand.Create(),
        CompletionsCommand.Create(),
        ManualCommand.Create(),
    };
}
