namespace Holdfast.HostUnit;

/// <summary>
/// Where the programs under test are: beside the tests, or in the folder that HOLDFAST_PACKAGED names. `.ci/package` names one whose programs are those of a
/// release, started without permission to make code at run time and without a home folder.
/// </summary>
internal static class Programs
{
    private static readonly string? s_packaged = Environment.GetEnvironmentVariable("HOLDFAST_PACKAGED");

    public static bool ArePackaged => !string.IsNullOrEmpty(s_packaged);

    public static string Folder => ArePackaged ? s_packaged! : AppContext.BaseDirectory;

    public static string Of(string name) => Path.Combine(Folder, name);
}
