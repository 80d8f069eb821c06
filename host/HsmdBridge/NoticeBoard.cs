using System.Text.Json;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>
/// Where trouble is said when lightningd cannot hear it: while a request of its own waits, it does not read the socket that its log lines come
/// from. A file beside the intent log (`holdfast-state.json`) says what is held, since when and why, and which requests got a placeholder; standard error and
/// the desktop, where there is one, are told once. Nothing here is ever in the way of an answer.
/// </summary>
internal sealed class NoticeBoard : IDisposable
{
    private const int PlaceholdersMax = 20;

    private readonly string _path;
    private readonly Action<string> _shout;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _placeholders = new();
    private readonly DateTimeOffset _started;
    private string _trouble = "";
    private DateTimeOffset _deviceSince;
    private byte[]? _asked;
    private Entry? _held;

    /// <param name="folder">Of the intent log.</param>
    /// <param name="shout">Tells people; must not block.</param>
    public NoticeBoard(string folder, Action<string> shout, TimeProvider clock)
    {
        _path = Path.Combine(folder, BridgeStateFile.FileName);
        _shout = shout;
        _clock = clock;
        _started = clock.GetUtcNow();
        _deviceSince = _started;
        Write();
    }

    /// <summary>lightningd asks this and waits, until the result is disposed.</summary>
    public IDisposable Asking(byte[] request)
    {
        lock (_gate)
        {
            _asked = request;
        }

        return new Question(this);
    }

    public void DeviceAway(string trouble)
    {
        lock (_gate)
        {
            _trouble = trouble.Length == 0 ? "no answer" : trouble;
            _deviceSince = _clock.GetUtcNow();
            if (_asked != null)
            {
                Hold(_asked, "", HsmdAnswer.DeviceAway, "The signer does not answer: " + trouble);
            }

            Write();
        }
    }

    public void DeviceBack()
    {
        lock (_gate)
        {
            _trouble = "";
            _deviceSince = _clock.GetUtcNow();
            Write();
        }
    }

    public void Held(byte[] request, HsmdAnswer answer)
    {
        lock (_gate)
        {
            Hold(request, answer.Rule, answer.Tag, answer.Sentence);
            Write();
        }
    }

    /// <summary>lightningd got a reply that is worth nothing.</summary>
    public void Placeholder(byte[] request, HsmdAnswer answer)
    {
        lock (_gate)
        {
            _placeholders.Enqueue(new Entry(RequestLine.Number(request), _clock.GetUtcNow(), answer.Rule, answer.Tag, answer.Sentence));
            if (_placeholders.Count > PlaceholdersMax)
            {
                _placeholders.Dequeue();
            }

            _shout(RequestLine.Of(request, "got a placeholder instead of an answer", answer) + " " + PlaceholderAdvice.For(RequestLine.Number(request)));
            Write();
        }
    }

    /// <summary>lightningd is about to exit, because there is nothing that it could be answered.</summary>
    public void Unanswerable(byte[] request, HsmdAnswer answer) => _shout(RequestLine.Of(request, "cannot be answered and ends the node", answer));

    /// <summary>Nobody is here any more to keep the file true.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                File.Delete(_path);
            }
            catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
            {
                // It names this process, which is gone.
            }
        }
    }

    private void Hold(byte[] request, string rule, string tag, string sentence)
    {
        if (_held == null)
        {
            _shout("Message " + RequestLine.Number(request) + " is held, and lightningd waits (" + tag + "): " + sentence);
        }

        _held = new Entry(RequestLine.Number(request), _held?.Since ?? _clock.GetUtcNow(), rule, tag, sentence);
    }

    private void Answered()
    {
        lock (_gate)
        {
            _asked = null;
            if (_held != null)
            {
                _held = null;
                Write();
            }
        }
    }

    private void Write()
    {
        try
        {
            string beside = _path + ".new";
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream file = new(beside, options))
            using (Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                json.WriteNumber("process", Environment.ProcessId);
                json.WriteNumber("started", _started.ToUnixTimeSeconds());
                json.WriteBoolean("device_answers", _trouble.Length == 0);
                json.WriteNumber("device_since", _deviceSince.ToUnixTimeSeconds());
                json.WriteString("device_trouble", _trouble);
                json.WritePropertyName("held");
                Write(json, _held);
                json.WriteStartArray("placeholders");
                foreach (Entry entry in _placeholders)
                {
                    Write(json, entry);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            File.Move(beside, _path, overwrite: true);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A full disk is said by the intent log, which everything depends on.
        }
    }

    private static void Write(Utf8JsonWriter json, Entry? entry)
    {
        if (entry == null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("message", entry.Message);
        json.WriteNumber("since", entry.Since.ToUnixTimeSeconds());
        json.WriteString("tag", entry.Tag);
        json.WriteString("rule", entry.Rule);
        json.WriteString("sentence", entry.Sentence);
        json.WriteEndObject();
    }

    private sealed record Entry(int Message, DateTimeOffset Since, string Rule, string Tag, string Sentence);

    private sealed class Question(NoticeBoard board) : IDisposable
    {
        public void Dispose() => board.Answered();
    }
}
