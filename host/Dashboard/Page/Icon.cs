namespace Holdfast.Dashboard.Page;

/// <summary>A bollard with its rope: what holds fast.</summary>
internal static class Icon
{
    public static Html Shape { get; } = new("""
        <path fill="currentColor"
        d="M7 3h10a2 2 0 0 1 0 5h-1v5.2c1.5.3 3 .9 3 1.8v4a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-4c0-.9 1.5-1.5 3-1.8V8H7a2 2 0 0 1 0-5zm3 5v2.5l4-1V8zm0 4.5v1.5h4v-2.5z"/>
        """);

    public static string File => $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" color="#1c7c74">{Shape}</svg>""";
}
