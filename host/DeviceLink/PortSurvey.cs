namespace Holdfast.DeviceLink;

/// <summary>
/// Says Hello on many ports at once, each on a thread of its own, because a port that is silent takes its whole time. Nothing is changed on a device, and a
/// port that another program holds is left to it.
/// </summary>
public static class PortSurvey
{
    /// <summary>How long a port gets unless somebody says otherwise.</summary>
    public const int WaitMs = 1_000;

    /// <param name="ports">As they are named in --signer.</param>
    /// <param name="waitMs">How long each gets to answer.</param>
    /// <param name="time">For the waits.</param>
    /// <returns>One finding for each port, in the same order.</returns>
    public static IReadOnlyList<PortFinding> Of(IReadOnlyList<string> ports, int waitMs, TimeProvider time)
    {
        PortFinding[] findings = new PortFinding[ports.Count];
        Thread[] threads = new Thread[ports.Count];
        for (int i = 0; i < ports.Count; i++)
        {
            int at = i;
            threads[at] = new Thread(() => findings[at] = Ask(ports[at], waitMs, time)) { IsBackground = true, Name = "port " + ports[at] };
            threads[at].Start();
        }

        Array.ForEach(threads, thread => thread.Join());
        return findings;
    }

    private static PortFinding Ask(string port, int waitMs, TimeProvider time)
    {
        SignerClientSettings settings = new() { FirstAnswerMsMax = waitMs, ReplyTimeoutMs = Math.Max(1, waitMs / 3), SilenceMsMax = waitMs, ReopensMax = 0, Time = time };
        try
        {
            using SignerClient client = new(TransportAddress.Parse(port), settings);
            return new PortFinding(port, client.Connect(), "");
        }
        catch (SignerException other)
        {
            return new PortFinding(port, null, "a signer answers, but " + Printable.Of(other.Message));
        }
        catch (LinkLostException lost)
        {
            string trouble = lost.InnerException?.Message ?? lost.Message;
            bool isForbidden = trouble.Contains("Permission denied", StringComparison.Ordinal);
            return new PortFinding(port, null, isForbidden ? trouble + "; join the group that owns the port (`ls -l` shows it), and log in again" : trouble);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or PlatformNotSupportedException)
        {
            return new PortFinding(port, null, wrong.Message);
        }
    }
}
