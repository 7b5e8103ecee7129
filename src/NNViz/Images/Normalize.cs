namespace NNViz.Images;

/// <summary>How numbers become colours where no range is given.</summary>
public enum Normalize
{
    /// <summary>
    /// One scale for all that is compared: symmetrical about zero for signed numbers, from zero for others. It holds all numbers but those
    /// far out, more than twice as large as the 99 % quantile of sizes; they have a colour of their own.
    /// </summary>
    Robust,

    /// <summary>
    /// From the smallest to the largest number of each picture by itself, so that each uses the whole scale: (x − min) / (max − min) as in
    /// many articles. Colours of different pictures cannot be compared then.
    /// </summary>
    MinMax,
}
