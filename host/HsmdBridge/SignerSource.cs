using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.SecondOpinion;

namespace Holdfast.HsmdBridge;

/// <summary>Opens what the settings name: the line to the signer, the host's half of its key, the intent log.</summary>
internal sealed class SignerSource : IDisposable
{
    private const int PredecessorPollMs = 50;
    private const int PredecessorMsMax = 12_000;

    private readonly IntentStore _intents;
    private readonly ISecondOpinion? _second;

    private SignerSource(SignerClient client, IntentStore intents, NoticeBoard notices, BridgeSettings settings, byte[] hostHalf)
    {
        Client = client;
        HostHalf = hostHalf;
        _intents = intents;
        _second = settings.SecondOpinion;
        Notices = notices;
        Session = new NodeSession(client, intents, settings);
    }

    public SignerClient Client { get; }

    public NodeSession Session { get; }

    public NoticeBoard Notices { get; }

    /// <summary>The host's half of the device's key: a secret of this host that stays the same.</summary>
    public byte[] HostHalf { get; }

    /// <exception cref="SettingException">Something that the settings name is missing or unusable; the text says what to do.</exception>
    /// <exception cref="IntentStoreException">The intent log is held by another process, damaged, or not writable.</exception>
    public static SignerSource Open(HsmdSettings settings, StatusSocket status, ISignerInside? inside)
    {
        settings.RequireUsable();
        if (inside == null && settings.Signer == null)
        {
            throw new SettingException("no signer is configured: set signer=/dev/ttyUSB0 (or tcp:HOST:PORT) in holdfast.conf, or HOLDFAST_SIGNER");
        }

        ISecondOpinion? second = OpenSecondOpinion(settings.SecondOpinion, status);
        IntentStore intents = OpenIntents(settings, status);
        NoticeBoard notices = new(settings.StateFolder, Shout.To, TimeProvider.System);
        try
        {
            byte[] hostHalf = ReadHostHalf(settings, mayCreate: inside != null);
            ITransport transport = inside?.Start(settings, status) ?? Transport(settings.Signer!);
            SignerClient client = new(transport, new SignerClientSettings
            {
                HostHalf = hostHalf,
                Receipt = intents.LastReceipt(),
                BackupFolder = settings.BackupFolder,
                Holder = settings.BridgeName,
                Fence = (ulong)intents.Fence,
            });
            client.Troubled += text =>
            {
                status.Log(StatusLevel.Broken, "The signer does not answer: " + text + ". Requests are held until it is back.");
                notices.DeviceAway(text);
            };
            client.Recovered += () =>
            {
                status.Log(StatusLevel.Unusual, "The signer answers again on " + client.LineName + ".");
                notices.DeviceBack();
            };
            client.TookOver += before => status.Log(
                before == SessionBefore.Stolen ? StatusLevel.Broken : StatusLevel.Unusual,
                before == SessionBefore.Stolen
                    ? $"Another program with the host's half had a session with the signer. This program has taken the signer back (session {client.Sessions} since it started)."
                    : $"The signer had a session with another program, or with the previous hsmd. This program has taken it over (session {client.Sessions} since it started).");
            inside?.ProvisionWhenBlank(client, settings, hostHalf, status);

            BridgeSettings bridge = new() { WithholdPenaltyForWatchtowers = settings.WithholdsWatchtowerPenalties, TowerWait = settings.TowerWait, SecondOpinion = second };
            return new SignerSource(client, intents, notices, bridge, hostHalf);
        }
        catch
        {
            notices.Dispose();
            intents.Dispose();
            second?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Notices.Dispose();
        _intents.Dispose();
        _second?.Dispose();
    }

    /// <summary>Before anything else is opened: the owner who wants a second opinion gets no signature without one.</summary>
    private static ISecondOpinion? OpenSecondOpinion(string? setting, StatusSocket status)
    {
        try
        {
            ISecondOpinion? second = OpinionPrograms.Open(setting);
            if (second != null)
            {
                status.Log(StatusLevel.Info, "Every transaction is judged by " + second.Name + " too.");
            }

            return second;
        }
        catch (OpinionAwayException missing)
        {
            throw new SettingException(missing.Message);
        }
    }

    /// <summary>
    /// When lightningd was killed and started again at once, the hsmd before this one may still be waiting for its last answer: it lets go of the log
    /// within seconds.
    /// </summary>
    private static IntentStore OpenIntents(HsmdSettings settings, StatusSocket status)
    {
        for (int waitedMs = 0; ; waitedMs += PredecessorPollMs)
        {
            try
            {
                IntentStore intents = IntentStore.Open(settings.IntentPlace);

                // Neither the device nor the node need be there yet. lightningd repeats what it stored, and SignerDoor decides what becomes of an intent that it does not repeat.
                intents.Recover(_ => Recovery.LeftOpen);
                return intents;
            }
            catch (FormatException wrong)
            {
                throw new SettingException("intent-log: " + wrong.Message);
            }
            catch (IntentStoreException held) when (held.Fault == IntentStoreFault.Held && waitedMs < PredecessorMsMax)
            {
                if (waitedMs == 0)
                {
                    status.Log(StatusLevel.Unusual, held.Message + ". Waiting for the previous hsmd to end.");
                }

                Thread.Sleep(PredecessorPollMs);
            }
        }
    }

    private static ITransport Transport(string address)
    {
        try
        {
            return TransportAddress.Parse(address);
        }
        catch (FormatException wrong)
        {
            throw new SettingException("signer: " + wrong.Message);
        }
    }

    /// <summary>From the named file, from the node's directory, or where `holdfast init` puts it for the user.</summary>
    private static byte[] ReadHostHalf(HsmdSettings settings, bool mayCreate)
    {
        string inFolder = settings.InFolder("holdfast-host-half");
        string path = settings.HostHalfPath ?? (File.Exists(inFolder) || mayCreate ? inFolder : HostHalfFile.DefaultPath);
        try
        {
            return mayCreate && !File.Exists(path) ? HostHalfFile.Create(path) : HostHalfFile.Read(path, () => HalfPassphrase.Unattended(settings.HostHalfPassphrasePath));
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new SettingException(unreadable.Message);
        }
    }
}
