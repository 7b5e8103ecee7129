using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// All parameters, then all saved buffers, by dotted name. The tensors are the module's own, not copies.
            /// </summary>
            /// <param name="destination">A dictionary to add to; a new one by default. Names that it holds are kept.</param>
            /// <param name="prefix">Put before every name, with a dot.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters())
                {
                    destination.TryAdd(start + name, parameter);
                }

                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                {
                    destination.TryAdd(start + name, buffer);
                }

                // Again through the children: a tensor shared by two modules then appears under both names.
                foreach (var (name, child) in named_children())
                {
                    child.state_dict(destination, start + name);
                }

                return destination;
            }

            /// <summary>Copies values into the parameters and buffers of the same names.</summary>
            /// <returns>The names that <paramref name="source"/> lacks, and those that this module lacks.</returns>
            /// <exception cref="InvalidOperationException"><paramref name="strict"/> and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                var missing = destination.Keys.Except(source.Keys).Except(skip).ToList();
                var unexpected = source.Keys.Except(destination.Keys).Except(skip).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary. "
                        + $"Missing: [{string.Join(", ", missing)}]; unexpected: [{string.Join(", ", unexpected)}]. Pass strict: false to load the rest.");
                }

                using (no_grad())
                {
                    foreach (var (name, tensor) in destination)
                    {
                        if (!skip.Contains(name) && source.TryGetValue(name, out var values))
                        {
                            tensor.copy_(values);
                        }
                    }
                }

                return (missing, unexpected);
            }

            /// <summary>Writes the state to a file; <paramref name="skip"/> names entries to leave out.</summary>
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            /// <inheritdoc cref="save(string, IList{string})"/>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            /// <inheritdoc cref="save(string, IList{string})"/>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>
            /// Writes named tensors: their count as ULEB128, then for each its name (length as ULEB128, UTF-8) and the tensor
            /// (dtype, rank and dimensions as ULEB128, then the little-endian values).
            /// </summary>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var entries = sd.Where(entry => skip is null || !skip.Contains(entry.Key)).ToList();
                writer.Write7BitEncodedInt64(entries.Count);
                foreach (var (name, tensor) in entries)
                {
                    writer.Write(name);
                    tensor.Save(writer);
                }
            }

            /// <summary>Reads a file that <see cref="save(string, IList{string})"/> wrote.</summary>
            /// <param name="location">The file's path.</param>
            /// <param name="strict">Whether the file must hold exactly this module's names.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <param name="loadedParameters">Receives every name in the file with whether this module has it.</param>
            /// <exception cref="FileNotFoundException">The file does not exist.</exception>
            /// <exception cref="ArgumentException"><paramref name="strict"/> and the names differ, or a dtype or shape does.</exception>
            public virtual Module load(
                string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <inheritdoc cref="load(string, bool, IList{string}, Dictionary{string, bool})"/>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <inheritdoc cref="load(string, bool, IList{string}, Dictionary{string, bool})"/>
            public virtual Module load(
                BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var state = state_dict();
                var entries = reader.Read7BitEncodedInt64();
                if (strict && entries != state.Count)
                {
                    throw new ArgumentException($"Mismatched state_dict sizes: expected {state.Count}, but found {entries} entries.");
                }

                for (var i = 0L; i < entries; i++)
                {
                    var name = reader.ReadString();
                    var found = state.TryGetValue(name, out var tensor);
                    if (strict && !found)
                    {
                        throw new ArgumentException($"Mismatched module state names: {GetName()} has no parameter or buffer named '{name}'; "
                            + $"it has {string.Join(", ", state.Keys)}.");
                    }

                    if (found && skip?.Contains(name) != true)
                    {
                        tensor!.Load(reader);
                    }
                    else
                    {
                        // Read all the same, so that the stream moves on to the next entry.
                        TensorExtensionMethods.Load(reader).Dispose();
                    }

                    loadedParameters?.Add(name, found);
                }

                return this;
            }

            /// <summary>Makes a module with its parameterless constructor and loads a saved state into it.</summary>
            public static Module Create<T>(string path)
                where T : Module, new() => new T().load(path);
        }
    }
}
