using System.Reflection;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>The kinds of components.</summary>
public enum ComponentKind
{
    /// <summary>Reads from the outside world, writes to it, or both.</summary>
    Connector,

    /// <summary>Turns bytes into values and values into bytes.</summary>
    Codec,

    /// <summary>Turns chunks of bytes into pieces for a codec.</summary>
    Preprocessor,

    /// <summary>Turns the bytes of a codec into chunks for a sink.</summary>
    Postprocessor,

    /// <summary>A node of a pipeline.</summary>
    Operator,
}

/// <summary>A registered component: how it is named, configured and made.</summary>
public sealed class ComponentDescriptor
{
    private readonly ConstructorInfo _constructor;
    private readonly bool _takesAbsentConfig;
    private readonly bool _takesContext;

    internal ComponentDescriptor(Type implementation, ComponentAttribute attribute)
    {
        Implementation = implementation;
        Attribute = attribute;
        (Kind, var contract, var context) = attribute switch
        {
            ConnectorAttribute => (ComponentKind.Connector, typeof(IConnector), typeof(ConnectorContext)),
            CodecAttribute => (ComponentKind.Codec, typeof(ICodec), null),
            PreprocessorAttribute => (ComponentKind.Preprocessor, typeof(IPreprocessor), null),
            PostprocessorAttribute => (ComponentKind.Postprocessor, typeof(IPostprocessor), null),
            OperatorAttribute => (ComponentKind.Operator, typeof(IOperator), typeof(OperatorContext)),
            _ => throw new InvalidOperationException($"{implementation}: {attribute.GetType()} registers no known kind of component"),
        };
        if (!contract.IsAssignableFrom(implementation)) throw new InvalidOperationException($"{implementation} is no {contract.Name}");

        ConfigType = implementation.GetNestedType("Config", BindingFlags.Public | BindingFlags.NonPublic);
        if (ConfigType is not null) _ = ConfigShape.Of(ConfigType);

        if (implementation.GetConstructors() is not [var constructor])
            throw new InvalidOperationException($"{implementation} needs exactly one public constructor");
        _constructor = constructor;
        var parameters = constructor.GetParameters().ToList();
        if (ConfigType is not null)
        {
            if (parameters is not [var config, ..] || config.ParameterType != ConfigType)
                throw new InvalidOperationException($"{implementation}: the first parameter of the constructor must be its Config");
            _takesAbsentConfig = new NullabilityInfoContext().Create(config).WriteState == NullabilityState.Nullable;
            parameters.RemoveAt(0);
        }

        _takesContext = context is not null && parameters is [var last] && last.ParameterType == context;
        if (!_takesContext && parameters is [var unknown, ..])
            throw new InvalidOperationException($"{implementation}: the constructor cannot be given {unknown}");
    }

    /// <summary>The name that a definition uses.</summary>
    public string Name => Attribute.Name;

    /// <summary>Its kind, by its attribute.</summary>
    public ComponentKind Kind { get; }

    /// <summary>Its class.</summary>
    public Type Implementation { get; }

    /// <summary>The record of its configuration; null when it takes none.</summary>
    public Type? ConfigType { get; }

    /// <summary>The attribute that registers it, with the facts that are not in the code.</summary>
    public ComponentAttribute Attribute { get; }

    /// <summary>Whether a definition must say <c>config</c>.</summary>
    public bool RequiresConfig => ConfigType is not null && !_takesAbsentConfig && Attribute switch
    {
        ConnectorAttribute connector => !connector.ConfigOptional,
        _ => ConfigShape.Of(ConfigType).Properties.Any(static p => p.IsRequired),
    };

    /// <summary>
    /// Binds a configuration. Null is no error where none was added: a component without configuration, or one that wants to know that there was none.
    /// </summary>
    /// <param name="config">Null when the definition gives none.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public object? BindConfig(Value? config, List<ConfigError> errors)
    {
        if (config is { } given && ConfigType is not null) return ConfigBinder.Bind(ConfigType, given, errors);
        if (config is null && ConfigType is not null && !_takesAbsentConfig) return ConfigBinder.Bind(ConfigType, Value.EmptyRecord, errors);
        return null;
    }

    /// <summary>Makes one.</summary>
    /// <param name="config">What <see cref="BindConfig"/> returned.</param>
    /// <param name="context">A <see cref="ConnectorContext"/> or <see cref="OperatorContext"/>; ignored by other kinds.</param>
    public object Create(object? config, object? context = null)
    {
        object?[] arguments = (ConfigType, _takesContext) switch
        {
            (null, false) => [],
            (null, true) => [context],
            (_, false) => [config],
            (_, true) => [config, context],
        };
        return _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    /// <summary>Binds and makes one in one go, for what has no definition to report errors in.</summary>
    /// <exception cref="ConfigException">The configuration is wrong.</exception>
    public T Create<T>(Value? config, object? context = null)
    {
        var errors = new List<ConfigError>();
        var bound = BindConfig(config, errors);
        return errors.Count == 0 ? (T)Create(bound, context) : throw new ConfigException(errors);
    }
}
