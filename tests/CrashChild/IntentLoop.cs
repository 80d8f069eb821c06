using System.Buffers.Binary;
using Holdfast.IntentLog;
using Holdfast.PostgresLog;

namespace Holdfast.CrashChild;

/// <summary>The smallest node: it repeats what is pending, then signs on. The "signer" is a file that gets one line per new content.</summary>
public static class IntentLoop
{
    public static readonly byte[] Channel = [1, 2, 3];

    public static int Hold(string path)
    {
        using IntentStore log = Open(path);
        Console.WriteLine("held");
        Console.In.ReadToEnd();
        return 0;
    }

    /// <param name="signer">The file that is the signer.</param>
    public static int Run(string path, string signer, int count)
    {
        using IntentStore log = Open(path);
        log.Recover(open => Recovery.Completed([7], Sign(signer, open.Intent.Request)));

        IReadOnlyList<ClosedIntent> newest = log.Audit(1);
        int next = newest.Count == 0 ? 0 : Number(newest[0].Intent.Request) + 1;
        for (int number = next; number < count; number++)
        {
            byte[] request = new byte[200];
            BinaryPrimitives.WriteInt32BigEndian(request, number);
            Random.Shared.NextBytes(request.AsSpan(4)); // what a node that forgot would build differently
            long id = log.Begin(new Intent(Channel, "sign", request));
            Console.WriteLine("begun " + number + " " + Convert.ToHexString(request));
            log.Complete(id, [7], Sign(signer, request));
            Console.WriteLine("done " + number);
        }

        Console.WriteLine("end");
        return 0;
    }

    public static int Number(byte[] request) => BinaryPrimitives.ReadInt32BigEndian(request);

    private static IntentStore Open(string log) => IntentStore.Open(PostgresPlace.Named(log));

    /// <returns>The receipt.</returns>
    private static byte[] Sign(string signer, byte[] request)
    {
        File.AppendAllText(signer, Convert.ToHexString(request) + "\n");
        Console.WriteLine("signed " + Number(request));
        byte[] receipt = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(receipt, (ulong)Number(request) + 1);
        return receipt;
    }
}
