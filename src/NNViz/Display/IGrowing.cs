namespace NNViz.Display;

/// <summary>A result that goes on growing after it was handed over, and is shown as it stands when it is written.</summary>
internal interface IGrowing;
