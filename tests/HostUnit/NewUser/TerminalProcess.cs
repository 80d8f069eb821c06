using System.Diagnostics;
using System.Text;
using Holdfast.DeviceLink;

namespace Holdfast.HostUnit.NewUser;

/// <summary>A program at a terminal of 80 by 24: what is typed goes in as from a keyboard, and what appears is kept, standard error with it.</summary>
internal sealed class TerminalProcess : IDisposable
{
    private const int ReadMs = 20;

    private readonly PtyPair _terminal = new();
    private readonly Process _process;
    private readonly Thread _reader;
    private readonly StringBuilder _screen = new();
    private volatile bool _isOver;
    private int _read;

    public TerminalProcess(IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "stty sane cols 80 rows 24 < \"$PLACE\" && exec \"$@\" < \"$PLACE\" > \"$PLACE\" 2>&1", "sh", program, .. arguments]);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["TERM"] = "xterm";
        start.Environment["PLACE"] = _terminal.SlavePath;
        _process = Process.Start(start)!;
        _reader = new Thread(Listen) { IsBackground = true, Name = "terminal" };
        _reader.Start();
    }

    /// <summary>Waits until this text appears after what was returned before.</summary>
    /// <returns>All that is new, up to the end of the text.</returns>
    public string WaitFor(string text)
    {
        int end = -1;
        bool came = Patience.Until(() =>
        {
            lock (_screen)
            {
                int at = _screen.ToString().IndexOf(text, _read, StringComparison.Ordinal);
                end = at < 0 ? -1 : at + text.Length;
            }

            return end >= 0 || (_process.HasExited && _isOver);
        });
        Assert.IsTrue(came && end >= 0, $"'{text}' does not appear: {Rest()}");
        lock (_screen)
        {
            string seen = _screen.ToString(_read, end - _read);
            _read = end;
            return seen;
        }
    }

    /// <summary>A line, and Enter.</summary>
    public void Type(string line) => _terminal.Write(Encoding.UTF8.GetBytes(line + "\r"));

    /// <summary>Waits until the program has ended.</summary>
    /// <returns>Its exit code, and what appeared after what was returned before.</returns>
    public (int ExitCode, string Last) End()
    {
        Assert.IsTrue(_process.WaitForExit(Patience.Ms), "the program does not end: " + Rest());
        Assert.IsTrue(_reader.Join(Patience.Ms));
        return (_process.ExitCode, Rest());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _reader.Join();
        _process.Dispose();
        _terminal.Dispose();
    }

    private string Rest()
    {
        lock (_screen)
        {
            return _screen.ToString(_read, _screen.Length - _read);
        }
    }

    /// <summary>To the last byte of a program that has ended: nobody writes after it.</summary>
    private void Listen()
    {
        byte[] buffer = new byte[4096];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] text = new char[buffer.Length];
        while (true)
        {
            bool hasEnded = _process.HasExited;
            int count = _terminal.Read(buffer, ReadMs);
            if (count == 0 && hasEnded)
            {
                _isOver = true;
                return;
            }

            lock (_screen)
            {
                _screen.Append(text, 0, decoder.GetChars(buffer, 0, count, text, 0));
            }
        }
    }
}
