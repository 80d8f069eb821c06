using System.ComponentModel;
using System.Diagnostics;

namespace Holdfast.HsmdBridge;

/// <summary>Tells the person at this machine: on standard error, and on the desktop when there is one. Never waits for either.</summary>
internal static class Shout
{
    private const int TextMax = 600;

    public static void To(string text)
    {
        // A full pipe behind standard error, or a desktop that hangs, keeps a thread of the pool and nobody else.
        ThreadPool.QueueUserWorkItem(_ =>
        {
            Desktop(text);
            Console.Error.WriteLine("holdfast-hsmd: " + text);
        });
    }

    private static void Desktop(string text)
    {
        if (Environment.GetEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS") is not { Length: > 0 })
        {
            return;
        }

        try
        {
            string shown = text.Length <= TextMax ? text : text[..TextMax];
            using Process? process = Process.Start(new ProcessStartInfo("notify-send", ["--urgency=critical", "--", "Holdfast", shown]));
        }
        catch (Exception none) when (none is Win32Exception or IOException or InvalidOperationException)
        {
            // No such program, or no room for one.
        }
    }
}
