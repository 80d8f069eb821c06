using Holdfast.DeviceLink;

namespace Holdfast.HostUnit.DeviceLink;

[TestClass]
public class TicketQueueTests
{
    [TestMethod]
    public void ThreadsAreServedInTheOrderInWhichTheyCame()
    {
        TicketQueue queue = new();
        List<int> served = [];
        List<Thread> threads = [];
        TicketQueue.Turn held = queue.Enter();
        for (int i = 0; i < 20; i++)
        {
            int number = i;
            Thread thread = new(() =>
            {
                using TicketQueue.Turn turn = queue.Enter();
                served.Add(number);
            });
            thread.Start();
            threads.Add(thread);
            SpinWait.SpinUntil(() => queue.Waiting == number + 1);
        }

        held.Dispose();
        threads.ForEach(thread => thread.Join());
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToList(), served);
    }
}
