using System.ComponentModel;
using System.Diagnostics;
using Holdfast.Bytes;

namespace Holdfast.SecondOpinion;

/// <summary>
/// The other library in a process of its own: native programs cannot load it, and it gets nothing but what it is asked. A process that ends, hangs or answers
/// nonsense is an <see cref="OpinionAwayException"/>, and the next question starts a new one. Safe for many threads; one question at a time.
/// </summary>
public sealed class OpinionProcess : ISecondOpinion
{
    /// <summary>A judgement takes milliseconds; a machine that is busy may take seconds to start the process.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly string[] _arguments;
    private Process? _process;
    private bool _isDisposed;

    private OpinionProcess(string path, string[] arguments)
    {
        _path = path;
        _arguments = arguments;
    }

    public string Name { get; private set; } = "";

    /// <summary>How long a judgement may take.</summary>
    public TimeSpan Patience { get; set; } = s_patience;

    /// <summary>Starts the process and hears its name.</summary>
    /// <exception cref="OpinionAwayException">It does not start, or is no such program.</exception>
    public static OpinionProcess Open(string path, string[]? arguments = null)
    {
        OpinionProcess process = new(path, arguments ?? []);
        try
        {
            process.Ask(_ => 0);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public SpendOpinion Judge(SpendQuestion question) => Ask(process => OpinionCodec.DecodeSpendOpinion(Exchange(process, OpinionCodec.Encode(question), Patience)));

    public ScriptOpinion Describe(ScriptQuestion question) => Ask(process => OpinionCodec.DecodeScriptOpinion(Exchange(process, OpinionCodec.Encode(question), Patience)));

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            End(s_farewell);
        }
    }

    private T Ask<T>(Func<Process, T> ask)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                if (_process is { HasExited: true })
                {
                    End(TimeSpan.Zero);
                }

                if (_process == null)
                {
                    Start();
                }

                return ask(_process!);
            }
            catch (Exception gone) when (gone is IOException or MalformedException or Win32Exception or InvalidOperationException)
            {
                End(TimeSpan.Zero);
                throw new OpinionAwayException($"the second opinion ({_path}) gives no answer: {gone.Message}", gone);
            }
        }
    }

    /// <summary>Every process says hello: the program may have been replaced since the last one.</summary>
    private void Start()
    {
        _process = Process.Start(new ProcessStartInfo(_path, _arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("it did not start");
        Name = OpinionCodec.DecodeHello(Exchange(_process, OpinionCodec.EncodeHello(), s_patience));
    }

    private static byte[] Exchange(Process process, byte[] question, TimeSpan patience)
    {
        using Timer impatient = new(_ => Kill(process), null, patience, Timeout.InfiniteTimeSpan);
        OpinionFrames.Write(process.StandardInput.BaseStream, question);
        return OpinionFrames.Read(process.StandardOutput.BaseStream) ?? throw new EndOfStreamException("it ended");
    }

    /// <summary>The end of its input ends it; one that goes on is killed.</summary>
    private void End(TimeSpan wait)
    {
        if (_process is not Process process)
        {
            return;
        }

        _process = null;
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }

        if (!process.WaitForExit(wait))
        {
            Kill(process);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception over) when (over is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }
}
