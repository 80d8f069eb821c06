using System.Diagnostics;
using System.Text;

namespace Holdfast.HeldPayments.Handlers;

/// <summary>
/// A program of the owner, started anew for each HTLC: no shell, no arguments, only the names of an environment that every program needs, a process group of its own. The payload
/// comes on its stdin, which then ends; the verdict is what it has written on stdout when it ends. At the limit of time it is killed with everything that it has started in its
/// group, and in any case it is reaped before the verdict counts.
/// </summary>
/// <param name="log">What it writes on stderr, in lines of bounded length.</param>
public sealed class ScriptHandler(string path, Action<string> log) : IHandler
{
    private const int ErrorBytesMax = 4096;

    /// <summary>How often a process is looked at that keeps its streams open, or has closed them and does not end.</summary>
    private const int LookMs = 10;

    private static readonly string[] s_passed = ["PATH", "HOME", "LANG", "TZ"];

    /// <summary>Null when it can be started; otherwise a sentence.</summary>
    public static string? TroubleOf(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return $"the handler {path} is not given with its whole path";
        }

        if (!File.Exists(path))
        {
            return $"the handler {path} does not exist";
        }

        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & executable) == 0 ? $"the handler {path} is not executable" : null;
    }

    public Task<Verdict> JudgeAsync(byte[] payload, TimeSpan limit, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Judge(payload, limit, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Verdict Judge(byte[] payload, TimeSpan limit, CancellationToken cancellation)
    {
        string[] environment = [.. s_passed.Where(name => Environment.GetEnvironmentVariable(name) != null).Select(name => name + "=" + Environment.GetEnvironmentVariable(name))];
        int error = Posix.Start(path, [path], environment, out Posix.Child child);
        if (error != 0)
        {
            return Verdict.Broken(TroubleOf(path) ?? $"the handler {path} cannot be started (error {error})");
        }

        Streams streams = new(child, [.. payload, (byte)'\n']);
        bool isInTime = Wait(streams, limit, cancellation);
        Posix.KillGroup(child.Pid);
        streams.Move();
        int? end = Posix.Reap(child.Pid);
        streams.Close();
        if (streams.Errors.Length > 0)
        {
            log(Printable(streams.Errors));
        }

        return !isInTime ? Verdict.Late($"it did not end within {limit.TotalSeconds:0.###} seconds")
            : end is < 0 ? Verdict.Broken($"it was ended by signal {-end}")
            : end != 0 ? Verdict.Broken($"it ended with exit code {end}")
            : VerdictParser.Parse(streams.Output);
    }

    private static bool Wait(Streams streams, TimeSpan limit, CancellationToken cancellation)
    {
        Stopwatch passed = Stopwatch.StartNew();
        while (!Posix.IsOver(streams.Child.Pid))
        {
            if (passed.Elapsed >= limit || cancellation.IsCancellationRequested)
            {
                return false;
            }

            streams.Move();
            if (!streams.Poll(LookMs))
            {
                Thread.Sleep(LookMs);
            }
        }

        return true;
    }

    private static string Printable(byte[] text) => new([.. Encoding.UTF8.GetString(text).Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>The three pipes of a process; none of them is ever waited for alone.</summary>
    private sealed class Streams(Posix.Child child, byte[] input)
    {
        private readonly MemoryStream _output = new();
        private readonly MemoryStream _errors = new();
        private readonly byte[] _buffer = new byte[4096];
        private int _inputEnd = child.Input;
        private int _outputEnd = child.Output;
        private int _errorEnd = child.Errors;
        private int _sent;

        public Posix.Child Child => child;

        /// <summary>One byte more than a verdict may have, at most.</summary>
        public byte[] Output => _output.ToArray();

        public byte[] Errors => _errors.ToArray();

        /// <summary>Whatever can be written and read now.</summary>
        public void Move()
        {
            while (_inputEnd >= 0)
            {
                byte[] rest = input[_sent..Math.Min(input.Length, _sent + 4096)];
                int count = rest.Length == 0 ? 0 : Posix.Write(_inputEnd, rest, rest.Length);
                if (count < 0)
                {
                    break;
                }

                _sent += count;
                if (_sent == input.Length || count == 0)
                {
                    Posix.Close(_inputEnd);
                    _inputEnd = -1;
                }
            }

            Drain(ref _outputEnd, _output, VerdictParser.BytesMax + 1);
            Drain(ref _errorEnd, _errors, ErrorBytesMax);
        }

        /// <summary>False at once when every stream has ended.</summary>
        public bool Poll(int milliseconds)
        {
            if (_inputEnd < 0 && _outputEnd < 0 && _errorEnd < 0)
            {
                return false;
            }

            Posix.Poll(
                [
                    new Posix.PollEntry { Descriptor = _inputEnd, Events = Posix.PollOut },
                    new Posix.PollEntry { Descriptor = _outputEnd, Events = Posix.PollIn },
                    new Posix.PollEntry { Descriptor = _errorEnd, Events = Posix.PollIn },
                ],
                milliseconds);
            return true;
        }

        public void Close()
        {
            Posix.Close(_inputEnd);
            Posix.Close(_outputEnd);
            Posix.Close(_errorEnd);
        }

        // What is above the bound is read and dropped, so that the process does not stand still.
        private void Drain(ref int end, MemoryStream into, int most)
        {
            for (int rounds = 0; end >= 0 && rounds < 64; rounds++)
            {
                int count = Posix.Read(end, _buffer);
                if (count < 0)
                {
                    return;
                }

                if (count == 0)
                {
                    Posix.Close(end);
                    end = -1;
                    return;
                }

                into.Write(_buffer, 0, Math.Min(count, most - (int)into.Length));
            }
        }
    }
}
