namespace Holdfast.Dashboard.Pictures;

/// <summary>Looks at a node's signer. It changes nothing, and may take a second or two.</summary>
internal interface IPictureSource
{
    NodePicture Take();
}
