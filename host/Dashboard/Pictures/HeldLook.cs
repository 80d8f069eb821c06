using Holdfast.HeldPayments.Book;
using Holdfast.IntentLog;

namespace Holdfast.Dashboard.Pictures;

/// <summary>What the book of held payments says, without what would let anybody take one.</summary>
internal static class HeldLook
{
    public static HeldPicture Of(string folder)
    {
        string path = Path.Combine(folder, HeldView.FileName);
        if (!File.Exists(path))
        {
            return new HeldPicture();
        }

        try
        {
            HeldView view = HeldView.Read(path);
            return new HeldPicture
            {
                IsSetUp = true,
                OpenInvoices = view.OpenInvoices,
                Waiting = [.. view.Waiting.Select(one => new HeldInvoicePicture(
                    Convert.ToHexStringLower(one.PaymentHash), one.Msat, one.Parts, one.Step.ToString(), one.IsOfVault, one.Since, one.Expiry, one.Note))],
            };
        }
        catch (IntentStoreException unreadable)
        {
            return new HeldPicture { IsSetUp = true, Trouble = unreadable.Message };
        }
    }
}
