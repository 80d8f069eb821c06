namespace Holdfast.Doctor.Installation;

/// <summary>The computer on which Holdfast is installed, as far as its files do not say it; a test gives another one.</summary>
public interface IInstalledMachine
{
    /// <summary>Folder under which /etc, /dev and the others are: "/", except in tests.</summary>
    string Root { get; }

    /// <summary>The version that a program says of itself; null when it does not start.</summary>
    string? VersionOf(string program);

    /// <summary>The group that owns a file.</summary>
    string? GroupOf(string file);
}
