using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Agent.Processes.Persistence;

/// <summary>Enums are stored as lower-case text: readable by an operator, and indifferent to the order of the members.</summary>
internal static class StoredEnum
{
    public static ValueConverter<TEnum, string> Of<TEnum>() where TEnum : struct, Enum =>
        new(value => Name(value), text => Parse<TEnum>(text));

#pragma warning disable CA1308 // The stored form is lower case by contract, as in the HTTP API.
    public static string Name<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    public static TEnum Parse<TEnum>(string text) where TEnum : struct, Enum => Enum.Parse<TEnum>(text, ignoreCase: true);
}
