using Holdfast.HandOver;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>
/// When there is no signer to ask, lightningd is told so in its own words: the request to initialise fails with a sentence, which it prints
/// before it exits.
/// </summary>
internal static class UnusableSigner
{
    public static int Run(UnixSocket requests, string sentence)
    {
        HsmdConnection connection = new(requests);
        for (byte[]? request = connection.Read(); request != null; request = connection.Read())
        {
            if (HsmdFailure.IsInit(request))
            {
                connection.Write(HsmdFailure.OfInit(sentence));
            }
        }

        return 0;
    }
}
