using System.Text;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// A program started as lightningd starts its hsmd: status socket on descriptor 0, requests on 3, output untouched, no arguments, settings
/// by environment. What it says on the status socket is kept for explanations.
/// </summary>
public sealed class HsmdProcess : IDisposable
{
    private readonly ChildProcess _process;
    private readonly HsmdSocket _status;
    private readonly Thread _listener;
    private readonly StringBuilder _said = new();

    private HsmdProcess(ChildProcess process, HsmdSocket requests, HsmdSocket status)
    {
        _process = process;
        Requests = requests;
        _status = status;
        _listener = new Thread(Listen) { IsBackground = true, Name = "hsmd status" };
        _listener.Start();
    }

    /// <summary>The main client's socket (dbid 0, all permissions).</summary>
    public HsmdSocket Requests { get; }

    /// <summary>Printable text of all status messages so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts the program.</summary>
    /// <param name="path">The executable.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Added to that of this process.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static HsmdProcess Start(string path, string folder, IReadOnlyDictionary<string, string> environment)
    {
        (HsmdSocket ours, HsmdSocket theirs) = HsmdSocket.Pair();
        (HsmdSocket status, HsmdSocket theirStatus) = HsmdSocket.Pair();
        using (theirs)
        using (theirStatus)
        {
            try
            {
                return new HsmdProcess(ChildProcess.Start(path, [], folder, environment, (theirStatus, 0), (theirs, 3)), ours, status);
            }
            catch
            {
                ours.Dispose();
                status.Dispose();
                throw;
            }
        }
    }

    /// <summary>Whether the process still runs.</summary>
    public bool IsRunning() => _process.IsRunning();

    /// <summary>SIGKILL, as when the power goes.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        Kill();
        Requests.Dispose();
        _listener.Join();
        _status.Dispose();
    }

    private void Listen()
    {
        try
        {
            while (_status.Read(-1) is { } message)
            {
                lock (_said)
                {
                    _said.AppendLine(string.Concat(message.Skip(2).Select(b => b is >= 32 and < 127 ? (char)b : ' ')).Trim());
                }
            }
        }
        catch (IOException)
        {
            // The process died within a message.
        }
    }
}
