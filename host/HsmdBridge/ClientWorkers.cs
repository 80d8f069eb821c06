using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>One program of the node at its socket.</summary>
internal sealed class ServedClient(HsmdClient identity, HsmdConnection connection)
{
    public HsmdClient Identity => identity;

    public HsmdConnection Connection => connection;

    /// <summary>A new daemon took over its channel, so this connection was ended.</summary>
    public bool WasReplaced { get; private set; }

    /// <summary>Ends the connection because a new daemon serves the channel.</summary>
    public void Replace()
    {
        WasReplaced = true;
        connection.Socket.Shutdown();
    }

    /// <summary>Nobody reads the answers any more: the daemon ended, or another one took over its channel.</summary>
    public bool IsGone => connection.Socket.WaitForEnd(0);
}

/// <summary>
/// The threads that serve the node's programs. A channel has one worker: one connection is being served, and one may wait, because a peer that
/// reconnects while the device is away makes lightningd start a daemon each time. The newest takes the place of one that still waits; whoever is
/// already gone when its turn comes is not read any more.
/// </summary>
internal sealed class ClientWorkers(Action<ServedClient> serve)
{
    /// <summary>More channels than any node has at one device; each costs a thread and a descriptor.</summary>
    public const int WorkersMax = 1_000;

    private const int StackBytes = 512 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<Worker> _workers = [];
    private readonly Dictionary<ulong, Worker> _channels = [];
    private bool _isEnding;

    /// <summary>Serves this client from now on. False: no room, no thread or no memory for it; its connection is closed.</summary>
    public bool Start(ServedClient client)
    {
        try
        {
            lock (_gate)
            {
                if (_channels.TryGetValue(client.Identity.Dbid, out Worker? worker))
                {
                    worker.Current.Replace();
                    worker.Next?.Connection.Dispose();
                    worker.Next = client;
                    return true;
                }

                return Add(client);
            }
        }
        catch (Exception noRoom) when (noRoom is OutOfMemoryException or ThreadStartException)
        {
            client.Connection.Dispose();
            return false;
        }
    }

    /// <summary>lightningd is gone. Requests on their way to the device get a moment to come back, so that their intents are closed.</summary>
    public void End(int patienceMs)
    {
        Worker[] workers;
        lock (_gate)
        {
            _isEnding = true;
            workers = [.. _workers];
            foreach (Worker worker in workers)
            {
                worker.Current.Connection.Socket.Shutdown();
            }
        }

        long until = Environment.TickCount64 + patienceMs;
        foreach (Worker worker in workers)
        {
            worker.Thread!.Join((int)Math.Max(0, until - Environment.TickCount64));
        }
    }

    private bool Add(ServedClient client)
    {
        if (_isEnding || _workers.Count >= WorkersMax)
        {
            client.Connection.Dispose();
            return false;
        }

        Worker worker = new() { Current = client };
        worker.Thread = new Thread(() => Work(worker), StackBytes) { IsBackground = true, Name = "hsmd client " + client.Identity.Dbid };
        worker.Thread.Start();
        _workers.Add(worker);
        if (client.Identity.Dbid != 0)
        {
            _channels[client.Identity.Dbid] = worker;
        }

        return true;
    }

    private void Work(Worker worker)
    {
        for (ServedClient? client = worker.Current; client != null; client = Following(worker))
        {
            using HsmdConnection connection = client.Connection;
            serve(client);
        }
    }

    private ServedClient? Following(Worker worker)
    {
        lock (_gate)
        {
            ServedClient? next = worker.Next;
            worker.Next = null;
            if (next != null && !_isEnding)
            {
                worker.Current = next;
                return next;
            }

            next?.Connection.Dispose();
            _workers.Remove(worker);
            _channels.Remove(worker.Current.Identity.Dbid);
            return null;
        }
    }

    private sealed class Worker
    {
        public required ServedClient Current { get; set; }

        public ServedClient? Next { get; set; }

        public Thread? Thread { get; set; }
    }
}
