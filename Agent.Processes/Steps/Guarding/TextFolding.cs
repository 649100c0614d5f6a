using System.Globalization;
using System.Text;

namespace Agent.Processes.Steps.Guarding;

/// <summary>
/// Brings a text to the plain form in which injection shapes are looked for: compatibility characters, look-alikes and accents become Latin letters,
/// invisible characters vanish, letters are lower case and white space is one blank.
/// </summary>
/// <remarks>
/// The service runs with invariant globalisation, where <see cref="string.Normalize()"/> returns its input unchanged; the compatibility
/// mappings that matter here (full width, mathematical and enclosed letters, ligatures) are therefore written out.
/// </remarks>
internal static class TextFolding
{
    // Pairs: the look-alike, then the Latin letter it passes for (Cyrillic, Greek, Armenian, small capitals and IPA).
    private const string Lookalikes =
        "аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsԁdһhԛqԝwѵvӏlɡgүyёeαaβbγyεeηnιiκkνvοoρpτtυuχxωwσoһhհhօoսuոnցgԁdѐeїiіi" +
        "ʀrʟlɴnɪiʏyʙbɢgʜhᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzꜱsꜰfɑaɩiıi";

    private const string Accented =
        "àaáaâaãaäaåaāaăaąaæaçcćcčcĉcďdđdèeéeêeëeēeėeęeěeğgĝgģgĥhìiíiîiïiīiįiĵjķkĺlļlľlłlñnńnņnňnòoóoôoõoöoøoōoőoŕrřrśsşsšsșsßs" +
        "ţtťtțtùuúuûuüuūuůuűuųuŵwýyÿyŷyźzżzžzœoάaέeήnίiόoύuώwϊiςo";

    private static readonly Dictionary<char, char> Folds = Pairs(Accented);
    private static readonly Dictionary<char, char> FoldsWithLookalikes = Pairs(Accented + Lookalikes);

    /// <summary>Folds a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lookalikes">
    /// Whether letters of other alphabets become the Latin letters they resemble. Without it a text in Russian or Greek keeps its own words.
    /// </param>
    public static string Fold(string text, bool lookalikes)
    {
        var folds = lookalikes ? FoldsWithLookalikes : Folds;
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                continue;
            }

            var plain = Rune.ToLowerInvariant(Compatible(rune));
            if (Rune.IsWhiteSpace(plain) || Rune.IsControl(plain))
            {
                AppendBlank(folded);
                continue;
            }

            folded.Append(plain.IsBmp && folds.TryGetValue((char)plain.Value, out var letter) ? letter.ToString() : plain.ToString());
        }

        return folded.ToString().Trim();
    }

    /// <summary>True for characters that show nothing: format characters, combining marks, fillers, variation selectors and tags.</summary>
    public static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => true,
        UnicodeCategory.NonSpacingMark => rune.Value < 0x0370 || rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF,
        _ => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800,
    };

    private static Rune Compatible(Rune rune) => rune.Value switch
    {
        >= 0xFF01 and <= 0xFF5E and var full => new(full - 0xFEE0),
        >= 0x1D400 and <= 0x1D6A3 and var letter => new((letter - 0x1D400) % 52 is var place && place < 26 ? 'a' + place : 'a' + place - 26),
        >= 0x1D7CE and <= 0x1D7FF and var digit => new('0' + ((digit - 0x1D7CE) % 10)),
        >= 0x24B6 and <= 0x24CF and var circled => new('a' + circled - 0x24B6),
        >= 0x24D0 and <= 0x24E9 and var circled => new('a' + circled - 0x24D0),
        >= 0x249C and <= 0x24B5 and var bracketed => new('a' + bracketed - 0x249C),
        >= 0x2460 and <= 0x2468 and var number => new('1' + number - 0x2460),
        >= 0x1F130 and <= 0x1F149 and var squared => new('a' + squared - 0x1F130),
        >= 0x1F150 and <= 0x1F169 and var negative => new('a' + negative - 0x1F150),
        >= 0x1F170 and <= 0x1F189 and var boxed => new('a' + boxed - 0x1F170),
        0x2018 or 0x2019 or 0x02BC or 0x00B4 or 0x0060 => new('\''),
        0x201C or 0x201D or 0x00AB or 0x00BB or 0x201E => new('"'),
        >= 0x2010 and <= 0x2015 => new('-'),
        _ => rune,
    };

    private static void AppendBlank(StringBuilder folded)
    {
        if (folded.Length > 0 && folded[^1] != ' ')
        {
            folded.Append(' ');
        }
    }

    private static Dictionary<char, char> Pairs(string pairs)
    {
        var folds = new Dictionary<char, char>();
        for (var index = 0; index + 1 < pairs.Length; index += 2)
        {
            folds[pairs[index]] = pairs[index + 1];
        }

        return folds;
    }
}
