using Holdfast.Screen;

namespace Holdfast.HostUnit.Screen;

/// <summary>What is read from all pages of a text.</summary>
internal static class ShownText
{
    public static string Of(string text)
    {
        TextPages pages = new();
        string shown = "";
        for (int page = 0; page < pages.Lay(text, 0); page++)
        {
            pages.Lay(text, page);
            shown += new string(pages.Letters);
        }

        return WithoutSpaces(shown);
    }

    public static string WithoutSpaces(string text) => text.Replace(" ", "").Replace("\n", "");
}
