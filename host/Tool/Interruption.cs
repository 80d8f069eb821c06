using System.Runtime.InteropServices;

namespace Holdfast.Tool;

/// <summary>
/// What an interrupted program (Ctrl-C, SIGTERM) puts back: the terminal's cursor, and the temporary folders that it made. Commands that end by themselves
/// when they are cancelled are left to do so.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Home, the screen, and the lines above it. The last is not known to every terminal, and one that does not know it ignores it.</summary>
    public const string EmptyScreen = "\e[H\e[2J\e[3J";

    private const string ShowCursor = "\e[?25h";
    private const int ExitCode = 130;
    private const int DeleteAttempts = 20;
    private const int DeletePauseMs = 10;

    private static readonly Lock s_lock = new();
    private static readonly HashSet<string> s_folders = [];
    private static readonly CancellationTokenSource s_interrupted = new();
    private static volatile bool s_endsByItself;
    private static volatile bool s_hidesScreen;

    private readonly PosixSignalRegistration[] _signals;

    /// <summary>What is on the screen must not stay there: an interruption empties it, and the lines that can be scrolled back to.</summary>
    public static bool HidesScreen
    {
        get => s_hidesScreen;
        set => s_hidesScreen = value;
    }

    public Interruption()
    {
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>From here on an interruption cancels this token, and the command ends by itself.</summary>
    public static CancellationToken EndsByItself()
    {
        s_endsByItself = true;
        return s_interrupted.Token;
    }

    /// <summary>A new temporary folder, which an interruption deletes.</summary>
    public static string TemporaryFolder(string prefix)
    {
        lock (s_lock)
        {
            string folder = Directory.CreateTempSubdirectory(prefix).FullName;
            s_folders.Add(folder);
            return folder;
        }
    }

    /// <summary>Deletes a folder that <see cref="TemporaryFolder"/> made.</summary>
    public static void Delete(string folder)
    {
        lock (s_lock)
        {
            s_folders.Remove(folder);
        }

        Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private static void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (s_endsByItself)
        {
            s_interrupted.Cancel();
            return;
        }

        if (!Console.IsOutputRedirected)
        {
            Console.Out.Write(s_hidesScreen ? EmptyScreen + ShowCursor : ShowCursor + "\n");
            Console.Out.Flush();
        }

        lock (s_lock)
        {
            foreach (string folder in s_folders)
            {
                DeleteWhileInUse(folder);
            }
        }

        Environment.Exit(ExitCode);
    }

    /// <summary>The command is still running, so a file may appear while its folder is being deleted.</summary>
    private static void DeleteWhileInUse(string folder)
    {
        for (int attempt = 0; attempt < DeleteAttempts && Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(DeletePauseMs);
            }
        }
    }
}
