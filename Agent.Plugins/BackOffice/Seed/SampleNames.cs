namespace Agent.Plugins.BackOffice.Seed;

/// <summary>Names and places the generated customers are put together from. All of it is invented.</summary>
internal static class SampleNames
{
    public static readonly string[] First =
    [
        "Amelia", "Ben", "Carla", "David", "Elena", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Klara", "Leon", "Maya", "Noah", "Olivia",
        "Paul", "Rosa", "Samuel", "Tessa", "Viktor", "Yara", "Zoe", "Adrian", "Bianca", "Emil", "Fatima", "Gustav", "Hanna", "Ivan", "Julia",
    ];

    public static readonly string[] Last =
    [
        "Andersen", "Brandt", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ivanov", "Jensen", "Keller", "Larsen", "Moreau",
        "Nowak", "Oliveira", "Peters", "Quinn", "Rossi", "Schmidt", "Torres", "Urban", "Vogel", "Weber", "Young", "Ziegler", "Lindgren",
    ];

    public static readonly string[] Streets =
        ["Maple Street", "River Road", "Sunset Drive", "Park Avenue", "Cedar Lane", "Lakeview Drive", "Hill Street", "Orchard Way", "Elm Avenue"];

    /// <summary>City, state and the first two digits of the zip code.</summary>
    public static readonly (string City, string State, string Zip)[] Cities =
    [
        ("Denver", "CO", "80"), ("Austin", "TX", "78"), ("Seattle", "WA", "98"), ("Chicago", "IL", "60"), ("Boston", "MA", "02"),
        ("Phoenix", "AZ", "85"), ("Portland", "OR", "97"), ("Atlanta", "GA", "30"), ("Columbus", "OH", "43"), ("Nashville", "TN", "37"),
    ];

    public static readonly string[] CardBrands = ["visa", "mastercard"];
}
