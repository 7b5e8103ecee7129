using System.Reflection;
using TorchSharp.Utils;

namespace TorchSharp.Utils
{
    /// <summary>Names the component that a field of a module holds, where that is not the field's own name.</summary>
    [AttributeUsage(AttributeTargets.Field)]
    public class ComponentNameAttribute : Attribute
    {
        /// <summary>The name in <c>state_dict</c> and <c>named_children</c>.</summary>
        public string Name { get; set; } = "";
    }
}

namespace TorchSharp
{
    /// <summary>Reads <see cref="ComponentNameAttribute"/>.</summary>
    public static class FieldInfoExtensionMethods
    {
        /// <summary>The name under which a module registers what the field holds.</summary>
        public static string ComponentName(this FieldInfo field) =>
            field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
    }
}
