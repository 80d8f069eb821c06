namespace Holdfast.HistoryWorld;

/// <content>Power, cable and flash.</content>
internal sealed partial class World
{
    private void PlayFault(Operation operation, WorldChannel channel)
    {
        switch (operation.Deed)
        {
            case Deed.PowerCut:
                _bench.CutPower();
                break;
            case Deed.PowerCutInStorage:
                if (_bench.Boot())
                {
                    _bench.Storage.CutPowerAt(
                        _bench.Storage.OperationCount + (operation.A % 12),
                        step => step.Outcomes[operation.B % step.Outcomes.Count]);
                }

                break;
            case Deed.ReplyLost:
                _bench.LoseNextReply = true;
                break;
            case Deed.RequestTwice:
                _bench.DoubleNextRequest = true;
                break;
            case Deed.StorageFails:
                // Whatever the device was asked while its flash failed, it stops; the next boot finds out what was written.
                FailStorage(operation, channel);
                break;
            case Deed.Idle:
                _bench.Idle();
                break;
            case Deed.FlashFallsBack:
                _bench.FallBack(operation.A, operation.B, operation.C);
                break;
        }
    }

    private void FailStorage(Operation operation, WorldChannel channel)
    {
        if (!_bench.Boot())
        {
            return;
        }

        _bench.MayBeStopped = true;
        _bench.Storage.FailAt(_bench.Storage.OperationCount + (operation.A % 4), Holdfast.SimulatedSigner.StorageOutcome.Old);
        SignOther(operation, channel);
        _bench.CutPower();
    }
}
