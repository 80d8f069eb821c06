namespace Holdfast.Tool;

/// <summary>Says on a terminal for how long the device still waits for its button. The device has its own clock; this one only shows that time is short.</summary>
internal static class OwnerCountdown
{
    /// <summary>How long the device's question stays open (firmware/Policy/RULES.md, "The owner's press").</summary>
    private const int Seconds = 25;

    /// <summary>Asks, and counts down until there is an answer.</summary>
    public static T While<T>(Func<T> ask)
    {
        if (Console.IsErrorRedirected)
        {
            return ask();
        }

        using Timer timer = new(Show(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        try
        {
            return ask();
        }
        finally
        {
            timer.Change(Timeout.Infinite, Timeout.Infinite);
            Console.Error.Write("\r\e[K");
        }
    }

    private static TimerCallback Show()
    {
        int left = Seconds;
        return _ => Console.Error.Write($"\r\e[K{Math.Max(0, Interlocked.Decrement(ref left) + 1)} s left to press");
    }
}
