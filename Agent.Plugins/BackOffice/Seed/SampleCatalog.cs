using Agent.Plugins.Products;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>The fifty products of the sample shop. Ids follow from the position, so lines are only ever added at the end.</summary>
internal static class SampleCatalog
{
    private const int FirstItem = 1_000;

    private static readonly SampleProduct[] Lines =
    [
        new("Wireless Headphones", 129_00, "color: black, white, blue", "fit: over-ear, on-ear"),
        new("Travel Case", 24_90, "color: black, grey", "size: small, large"),
        new("Bluetooth Speaker", 79_00, "color: black, red, green", "battery: 10 hours, 20 hours"),
        new("Running Shoes", 94_50, "size: 8, 9, 10, 11", "color: white, black"),
        new("4K Television", 649_00, "screen: 50 inch, 55 inch, 65 inch", "panel: LED, OLED"),
        new("Desk Lamp", 60_00, "color: black, white", "light: warm, cold"),
        new("T-Shirt", 19_90, "size: S, M, L, XL", "color: white, black, blue"),
        new("Coffee Maker", 89_00, "capacity: 4 cups, 10 cups", "color: black, silver"),
        new("Backpack", 69_00, "volume: 20 l, 30 l", "color: black, green, blue"),
        new("Water Bottle", 17_50, "capacity: 500 ml, 1000 ml", "material: steel, glass"),
        new("Office Chair", 289_00, "color: black, grey", "armrest: fixed, adjustable"),
        new("Mechanical Keyboard", 119_00, "switch: linear, tactile", "layout: full size, compact"),
        new("Gaming Mouse", 54_90, "color: black, white", "sensor: optical, laser"),
        new("Laptop", 999_00, "memory: 16 GB, 32 GB", "storage: 512 GB, 1 TB"),
        new("Tablet", 429_00, "screen: 10 inch, 13 inch", "storage: 128 GB, 256 GB"),
        new("Smartphone", 699_00, "color: black, blue, rose", "storage: 128 GB, 256 GB"),
        new("Smart Watch", 229_00, "color: black, silver", "band: silicone, leather"),
        new("E-Reader", 139_00, "screen: 6 inch, 8 inch", "connection: Wi-Fi, Wi-Fi and cellular"),
        new("Action Camera", 349_00, "resolution: 4K, 5K", "color: black, silver"),
        new("Digital Camera", 579_00, "zoom: 3x, 5x, 10x", "resolution: 20 MP, 30 MP"),
        new("USB-C Charger", 29_90, "power: 30 W, 65 W", "color: black, white"),
        new("Power Bank", 39_90, "capacity: 10000 mAh, 20000 mAh", "color: black, white"),
        new("Webcam", 64_90, "resolution: 1080p, 4K", "microphone: mono, stereo"),
        new("Computer Monitor", 259_00, "screen: 24 inch, 27 inch", "panel: IPS, VA"),
        new("Router", 109_00, "standard: Wi-Fi 6, Wi-Fi 7", "ports: 4, 8"),
        new("Thermostat", 149_00, "color: white, black", "control: app, app and voice"),
        new("Robot Vacuum", 319_00, "mode: dry, dry and wet", "color: white, black"),
        new("Blender", 74_90, "capacity: 1 l, 1.5 l", "color: red, black"),
        new("Electric Kettle", 44_90, "capacity: 1 l, 1.5 l", "material: steel, glass"),
        new("Toaster", 39_90, "slots: 2, 4", "color: silver, black"),
        new("Air Fryer", 99_00, "capacity: 4 l, 6 l", "color: black, white"),
        new("Cookware Set", 159_00, "pieces: 5, 8", "material: steel, ceramic"),
        new("Knife Set", 84_90, "pieces: 3, 5", "handle: wood, steel"),
        new("Bed Sheets", 49_90, "size: single, double", "color: white, blue, grey"),
        new("Pillow", 34_90, "filling: down, foam", "size: small, large"),
        new("Bath Towel", 22_90, "size: medium, large", "color: white, sand"),
        new("Wall Clock", 36_90, "diameter: 25 cm, 30 cm", "color: black, oak"),
        new("Bookshelf", 179_00, "height: 4 ft, 5 ft, 6 ft", "material: oak, pine"),
        new("Picture Frame", 15_90, "size: A5, A4, A3", "material: wood, metal"),
        new("Garden Hose", 32_90, "length: 15 m, 30 m", "color: green, grey"),
        new("Grill", 399_00, "type: gas, charcoal", "size: portable, medium"),
        new("Tent", 219_00, "size: 2 persons, 4 persons", "color: green, orange"),
        new("Sleeping Bag", 89_90, "season: summer, winter", "length: regular, long"),
        new("Hiking Boots", 139_00, "size: 8, 9, 10, 11", "material: leather, synthetic"),
        new("Cycling Helmet", 59_90, "size: S, M, L", "color: white, black"),
        new("Yoga Mat", 27_90, "thickness: 4 mm, 6 mm", "color: blue, purple"),
        new("Dumbbell Set", 129_00, "weight: 10 kg, 20 kg", "material: iron, rubber"),
        new("Skateboard", 99_90, "deck: maple, bamboo", "length: 28 inch, 31 inch"),
        new("Board Game", 42_90, "language: English, German", "edition: standard, deluxe"),
        new("Jigsaw Puzzle", 18_90, "pieces: 500, 1000, 2000", "theme: animals, landscape"),
    ];

    /// <summary>All products with their variants.</summary>
    public static Product[] Create(string tenant)
    {
        var random = new SampleRandom(seed: 50);
        var item = FirstItem;
        return [.. Lines.Select((line, position) =>
        {
            var productId = ScatteredId(position);
            return new Product { Tenant = tenant, ProductId = productId, Name = line.Name, Variants = Variants(tenant, productId, line, random, ref item) };
        })];
    }

    private static List<ProductVariant> Variants(string tenant, string productId, SampleProduct line, SampleRandom random, ref int item)
    {
        var (firstName, firstValues) = Option(line.First);
        var (secondName, secondValues) = Option(line.Second);
        var variants = new List<ProductVariant>();
        foreach (var (first, second) in firstValues.SelectMany(first => secondValues.Select(second => (first, second))))
        {
            variants.Add(new ProductVariant
            {
                Tenant = tenant,
                ItemId = ScatteredId(item++),
                ProductId = productId,
                Options = new() { [firstName] = first, [secondName] = second },
                Available = variants.Count == 0 || random.Chance(80), // the first is always there: documents and tests order it
                PriceMinor = line.PriceMinor + variants.Count * line.PriceMinor / 25,
            });
        }

        return variants;
    }

    private static (string Name, string[] Values) Option(string text) => text.Split(": ") is [var name, var values]
        ? (name, values.Split(", "))
        : throw new FormatException($"'{text}' is not of the form 'option: value, value'.");

    /// <summary>Ten digits that say nothing: multiples of a number modulo a larger prime never meet.</summary>
    private static string ScatteredId(long position) =>
        (1_000_000_000 + (position + 1) * 5_570_316_181 % 8_999_999_993).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
