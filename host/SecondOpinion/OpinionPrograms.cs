using System.Buffers;

namespace Holdfast.SecondOpinion;

/// <summary>From the setting second-opinion (HOLDFAST_SECOND_OPINION) to the program that it names. A name without a program is an error, never "none".</summary>
public static class OpinionPrograms
{
    public const string Variable = "HOLDFAST_SECOND_OPINION";

    private const string Prefix = "holdfast-";

    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <param name="setting">A name, "nbitcoin" for holdfast-nbitcoin beside the programs of Holdfast, or the whole path of a program.</param>
    /// <returns>Null where the owner wants no second opinion.</returns>
    /// <exception cref="OpinionAwayException">The program is not installed, or does not answer.</exception>
    public static ISecondOpinion? Open(string? setting, string folder) => string.IsNullOrEmpty(setting) ? null : OpinionProcess.Open(Find(setting, folder));

    /// <summary>The same, beside the program that runs.</summary>
    public static ISecondOpinion? Open(string? setting) => Open(setting, AppContext.BaseDirectory);

    private static string Find(string setting, string folder)
    {
        string? path = Path.IsPathFullyQualified(setting) ? setting
            : setting.AsSpan().IndexOfAnyExcept(s_letters) < 0 ? Path.Combine(folder, Prefix + setting + (OperatingSystem.IsWindows() ? ".exe" : ""))
            : throw new OpinionAwayException($"{Variable} is the name of an adapter, for example nbitcoin, or the whole path of a program, not '{setting}'");
        return File.Exists(path) ? path : throw new OpinionAwayException(
            $"{Variable} (or the setting second-opinion) asks for '{setting}', but {path} is not installed (host/NBitcoin/README.md says how to build it). "
            + "Without it nothing is signed; install it, or remove the setting");
    }
}
