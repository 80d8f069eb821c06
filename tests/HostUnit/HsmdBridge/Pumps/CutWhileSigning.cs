using Holdfast.HandOver;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>Brings the device and the bridge to one of the points between a written message and its arrival.</summary>
internal sealed class CutWhileSigning
{

    private readonly CutPoint _cut;
    private readonly ManualResetEventSlim? _promised;

    /// <summary>Armed before the message is written.</summary>
    /// <param name="signatures">That the message carries.</param>
    public CutWhileSigning(WriteAheadNode node, CutPoint cut, int signatures)
    {
        _cut = cut;
        if (cut == CutPoint.Held)
        {
            node.Away();
        }
        else if (cut is CutPoint.PromisedFirst or CutPoint.PromisedLast)
        {
            _promised = node.HoldPromise(cut == CutPoint.PromisedFirst ? 1 : signatures);
        }
    }

    /// <summary>Waits until the point is reached.</summary>
    /// <exception cref="SignerLostException">It is.</exception>
    public void Wait(UnixSocket connectd)
    {
        switch (_cut)
        {
            case CutPoint.Held:
                Assert.AreEqual(-1, connectd.TryRead(new byte[1]), "nothing is sent while the device is away");
                throw new SignerLostException("cut");
            case CutPoint.PromisedFirst or CutPoint.PromisedLast:
                Assert.IsTrue(_promised!.Wait(Patience.Ms), "the device promised");
                Assert.AreEqual(-1, connectd.TryRead(new byte[1]), "nothing is sent before the answer is here");
                throw new SignerLostException("cut");
            case CutPoint.Signed:
                UnixSocket.WaitForEither(connectd, isOnlyEnd: false, null, forRoom: false);
                throw new SignerLostException("cut");
        }
    }
}
