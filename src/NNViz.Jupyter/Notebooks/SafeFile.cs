namespace NNViz.Jupyter.Notebooks;

/// <summary>Writes a file so that a crash, a full disk or a reader in between sees the old content or the new, never a part.</summary>
internal static class SafeFile
{
    /// <summary>Replaces the file's content.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the old content is still there.</exception>
    public static void Write(string path, string content)
    {
        var partial = path + ".partial";
        try
        {
            File.WriteAllText(partial, content);
            File.Move(partial, path, overwrite: true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // So .NET calls a file that grows beyond what the file system, or a limit of the user's, allows.
            File.Delete(partial);
            throw new IOException(
                "The file would be larger than the file system or a limit allows. "
                + "Write elsewhere (-o FILE), raise the limit (ulimit -f), or let the notebook show less.",
                e);
        }
        catch (IOException)
        {
            File.Delete(partial);
            throw;
        }
    }
}
