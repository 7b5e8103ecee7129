namespace NNViz.Training;

/// <summary>
/// The port through which a result that is still growing reaches the screen; a notebook adapter fills <see cref="LiveDisplay.Current"/>.
/// </summary>
public interface ILiveDisplay
{
    /// <summary>Shows <paramref name="result"/> in the output of the running cell.</summary>
    /// <returns>The place where it is shown, or <see langword="null"/> where no cell is running.</returns>
    ILiveView? Show(object result);
}

/// <summary>One result on the screen, until the cell that shows it has ended.</summary>
public interface ILiveView
{
    /// <summary>Draws <paramref name="result"/> again, in the same place. May be called from any thread.</summary>
    void Update(object result);

    /// <summary>Takes it away: what it told is done and needs no place any more. A later <see cref="Update"/> shows it again.</summary>
    void Remove();

    /// <summary>
    /// Raised once, just before the cell ends and while <see cref="Update"/> still works: the moment for the last update.
    /// </summary>
    event Action? Closing;
}

/// <summary>Where live results are shown.</summary>
public static class LiveDisplay
{
    /// <summary>
    /// The screen, or <see langword="null"/> (the default) outside a notebook: live results are then not shown, and nothing else changes.
    /// </summary>
    public static ILiveDisplay? Current { get; set; }
}
