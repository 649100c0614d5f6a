using System.Text.RegularExpressions;

namespace Agent.Processes.Steps.Guarding;

/// <summary>
/// Shapes of text that try to take over the model: they are found without a model, so that the cheapest attacks never reach one.
/// What a customer of a shop may say in earnest ("forget that, cancel it", "I forgot my password") must not match.
/// </summary>
internal static partial class InjectionShapes
{
    private static readonly (string Name, Regex Shape)[] Shapes =
    [
        ("overrides instructions", OverridesInstructions()),
        ("overrides instructions", OverridesInstructionsElsewhere()),
        ("forgets everything said", ForgetsEverything()),
        ("asks for the instructions", AsksForInstructions()),
        ("asks for our secrets", AsksForSecrets()),
        ("speaks as the system", SpeaksAsSystem()),
        ("assigns a role", AssignsRole()),
        ("assigns a role", AssignsRoleElsewhere()),
        ("removes limits", RemovesLimits()),
        ("stays in character", StaysInCharacter()),
        ("addresses the machine with orders", AddressesMachine()),
        ("dictates the form of every answer", DictatesAnswers()),
        ("frames the request as fiction", FramesAsFiction()),
    ];

    /// <summary>The names of all shapes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Shapes.Select(shape => shape.Name).Distinct()];

    /// <summary>Looks for a known shape.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ignored">The names of shapes that are not looked for.</param>
    /// <returns>The shape's name, or null.</returns>
    public static string? Find(string text, IReadOnlyCollection<string>? ignored = null)
    {
        var folded = TextFolding.Fold(text, lookalikes: true);
        if (Match(folded, ignored) is { } name)
        {
            return name;
        }

        var native = TextFolding.Fold(text, lookalikes: false);
        return (native == folded ? null : Match(native, ignored)) ?? (Spaced(folded) is { } joined ? Match(joined, ignored) : null);
    }

    private static string? Match(string folded, IReadOnlyCollection<string>? ignored)
    {
        foreach (var (name, shape) in Shapes)
        {
            if (ignored?.Contains(name) is not true && shape.IsMatch(folded))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Joins letters that were written apart ("i g n o r e  a l l"); null when none were.</summary>
    private static string? Spaced(string folded) =>
        SpacedLetters().IsMatch(folded) ? SpacedLetters().Replace(folded, run => run.Value.Replace(" ", "", StringComparison.Ordinal) + " ") : null;

    [GeneratedRegex(@"(?:\b\w[ .\-_*]){5,}\w\b")]
    private static partial Regex SpacedLetters();

    [GeneratedRegex(
        @"\b(?:ignore|disregard|forget|override|bypass|neglect|discard|skip|drop(?![ -]?off))\w{0,3}\b[^.!?\n]{0,24}?\b(?:previous|prior|above|earlier|preceding|former|initial|original|all|any|every|everything|your|system|these|those|the)\b[^.!?\n]{0,30}?\b(?:i?[un]*structions?|directives?|prompts?|rules|guidelines|guardrails|programming|assignments|training|filters|commands)\b"
        + @"|\b(?:change|replace|rewrite|update|modify)\b (?:all )?(?:your|the system) (?:instructions?|rules|prompt|programming)\b"
        + @"|\byou have (?:no|new) (?:instructions|rules|restrictions)\b|\bnew (?:system )?(?:instructions?|prompt):"
        + @"|\bregardless of (?:all |any |your )?(?:previous|prior|earlier) (?:tasks?|instructions?|orders)\b"
        + @"|\bsuppose we were to ignore the\b|\bignore the (?:function|resume|text|document|article|code) and\b")]
    private static partial Regex OverridesInstructions();

    // German, Spanish, French, Portuguese, Italian, Dutch, Indonesian, Polish, Croatian, Russian, Greek, Chinese, Japanese, Korean, Hindi.
    [GeneratedRegex(
        @"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|streichen)\b[^.!?\n]{0,50}\b(?:anweisung\w*|instruktion\w*|aufgaben|regeln|davor|vorherige\w*|befehle)\b|\bvergiss alles\b|\baufgaben aus dem kopf zu streichen\b"
        + @"|\b(?:ignora\w*|olvid[ae]\w*|descart\w+|haz caso omiso)\b[^.!?\n]{0,40}\b(?:instrucciones|indicaciones|reglas|ordenes|anterior\w*)\b|\bolvid[ae] todo (?:lo )?que\b|\bindependientemente de las tareas\b"
        + @"|\b(?:ignore[rz]?|oublie[rz]?)\b[^.!?\n]{0,40}\b(?:instructions|consignes|directives|regles|taches)\b|\bignorez la fonction\b|\bindependamment des taches\b"
        + @"|\b(?:ignor[ea]\w*|esqueca|desconsidere)\b[^.!?\n]{0,40}\b(?:instrucoes|regras|ordens|tarefas)\b|\bindependentemente das tarefas\b"
        + @"|\b(?:ignora\w*|dimentica\w*)\b[^.!?\n]{0,40}\b(?:istruzioni|regole|compiti)\b|\bindipendentemente dai compiti\b"
        + @"|\b(?:negeer|vergeet)\b[^.!?\n]{0,40}\b(?:instructies|opdrachten|regels)\b|\babaikan\b[^.!?\n]{0,40}\b(?:instruksi|perintah|tugas)\b|\bterlepas dari tugas\b"
        + @"|\bzaboravi sve\b|\b(?:zignoruj|zapomnij)\b[^.!?\n]{0,40}\b(?:instrukcj\w+|polecen\w*)\b|\bhuwag pansinin\b[^.!?\n]{0,40}\b(?:tagubilin|utos)\b"
        + @"|(?:игнорируй\w*|забудь\w*)[^.!?\n]{0,40}(?:инструкци\w+|указани\w+|правила|команд\w*)|αγνο[ηn]στε [^.;!\n]{0,30}οδ[ηn]γ[ιi]ες"
        + @"|(?:忽略|无视|忘记|無視|忘掉)[^。！？\n]{0,16}(?:指令|指示|规则|命令|提示)|(?:以前|前|上記|これまで)の?(?:指示|命令)を?(?:無視|忘れ)|(?:이전|위의?|앞의?)[^.!?\n]{0,10}(?:지시|명령)[^.!?\n]{0,8}(?:무시|잊)|निर्देशों की अवहेलना|निर्देशों को (?:अनदेखा|भूल)|पिछले कार्यों की परवाह किए बिना|পূর্ববর্তী নির্দেশ")]
    private static partial Regex OverridesInstructionsElsewhere();

    [GeneratedRegex(
        @"\bforget (?:about )?(?:all (?:about )?(?:the|your|my|of)?|everything|every thing|anything) ?(?:assignments|tasks|i (?:have )?(?:said|instructed|told)|(?:you|that)?.{0,12}(?:before|prior|previous|above)|and everything)\b"
        + @"|\bforget any pre-?obtained\b|\b(?:abandon|erase|wipe|reset) all your (?:thoughts|memor\w+|rules)\b|\bforget all (?:instructions|rules|your)\b|\b(?:well done|great|good job)[.!]+ (?:now )?forget\b")]
    private static partial Regex ForgetsEverything();

    [GeneratedRegex(
        @"\b(?:show|print|reveal|repeat|output|display|tell|give|write|leak|spell|recite|translate|summari[sz]e|type|return)\b(?: me| us| out)?[^.!?\n]{0,24}\b(?:your|the|all|system|initial|hidden|full|entire)\b[^.!?\n]{0,20}\b(?:system (?:prompt|message|instructions)|prompt(?: text)?s?|(?:initial|hidden|secret|original) instructions|instructions (?:above|before|you were given)|source code)\b"
        + @"|\bwhat (?:is|are|was|were) your (?:system |initial |hidden |secret |original |exact )?(?:prompt|instructions|rules|directives)\b|\brepeat (?:the )?(?:words|text|everything) above\b|\bsamtliche\w* prompt-?text\w*|\bprompt-?texte\b|\bsystem-?prompt\b|\bzeige? (?:mir )?[^.!?\n]{0,20}(?:anweisungen|prompt)\b")]
    private static partial Regex AsksForInstructions();

    [GeneratedRegex(
        @"\b(?:what|whats|what's|tell|give|share|reveal|confirm|say|know|spell|show|send|print|disclose)\b[^.!?\n]{0,30}\b(?:(?:your|the admin|the secret|the system|the master|our) (?:secret |api |access |private |admin |system )?(?:pass ?words?|keys?|pass ?phrases?|credentials?|tokens?|secrets?|secret string))\b"
        + @"|\bthe password (?:for (?:our|the|your) system|as the first letter|(?:in|to) (?:base64|reverse|the system))\b|\b(?:encode|decode|acrostic|rhyme|poem|hint|letters?|characters?)\b[^.!?\n]{0,40}\b(?:the|your) (?:secret |pass ?)?(?:password|secret key|secret)\b"
        + @"|\b(?:qual e|cual es|quel est|was ist|wie lautet|dimmi|dirmi|diga|sag mir|kannst du mir)\b[^.!?\n]{0,20}\b(?:la tua|tu|votre|ton|dein\w*|ihr|a sua|sua|das|il tuo)\b ?(?:password|passwort|contrasena|senha|mot de passe|palabra clave|kennwort)"
        + @"|\bqual e (?:la|a) (?:tua |sua )?(?:password|senha)\b|\bpassword para sa (?:ating|iyong) sistema\b|비밀번호는? (?:공유|알려)|गुप्त कुंजी|(?:密码|密碼|パスワード)(?:是什么|是什麼|を教えて|は何)|\bcompart\w+ (?:sua senha|tu contrasena)\b|ваш пароль")]
    private static partial Regex AsksForSecrets();

    [GeneratedRegex(
        @"#{2,} ?\(?(?:system|assistant|instruction)s?(?:_message)?\b|<\|(?:im_start|im_end|system|endoftext)\|?>|\[(?:/?inst|system|/?sys)\]|<</?sys>>|^\s*system ?(?:message|prompt)? ?:|\n\s*system ?(?:prompt|message)? ?:"
        + @"|<(?:information|important|system|admin)> ?this is an? (?:very )?important|\bthis is an important message from me\b|\bimportant ?!+ ?(?:ignore|disregard)|^todo: |\b(?:override|developer|debug|god|sudo|admin(?:istrator)?|maintenance|verification|knowledge verification|jailbreak|unrestricted) ?mode\b"
        + @"|\bentering an? '?[\w ]{0,24}verification mode|\bi am god, and you\b|\bas an ai developed by\b|\bbegin (?:infinitedan|\{?initiali[sz]ation)|\bsebagai ai yang dikembangkan\b|\bbefore you can solve the task that i gave you\b|\bmodo de (?:verificacion|verificacao)\b")]
    private static partial Regex SpeaksAsSystem();

    [GeneratedRegex(
        @"\b(?:from now on|as of now|for the rest of this conversation|from this moment)\b[^.!?\n]{0,40}\b(?:you|your|act|embody|respond|answer|chatgpt|gpt)\b|\byou(?: are|'re) (?:now |going to )?(?:be )?(?:dan|free|a (?:supercomputer|simulator|rap battle|text adventure)|yomamagpt|\w*gpt|evil|unfiltered|in the role|more than chatgpt)\b"
        + @"|\byou(?: are|'re) (?:now )?(?:going|about|to)? ?(?:to )?(?:immerse yourself|pretend(?: to be)?|act as|roleplay)\b|\byou (?:will|shall|must|are to) (?:now )?(?:act|behave|pretend|respond|role-?play)(?:ing)? (?:as|like)\b|\bi want you to (?:act|pretend|respond|play|behave|become)\b|\bi would like you to (?:act|pretend) "
        + @"|^(?:please )?(?:act|behave|pretend|roleplay|respond) (?:as|like)(?: if| a| an| my)? |\bpretend (?:to be|you are|you're|you can|that you)\b|\b(?:hello|hi|hey|dear),? (?:chat ?gpt|gpt|'free generator')|\byour (?:only|new) (?:task|role|job|name) (?:is|will be)\b|\brepeat after me\b|\byou are the \w+ monster\b|\byou are (?:three|two|\d) \w+ in an?\b"
        + @"|\b(?:act|answer|respond|speak|reply|talk) (?:\w+ )?(?:as|like) (?:if you were )?(?:dan|an? (?:evil|pirate|hacker|amoral))\b|\bstands for \W{0,2}(?:do|be|make|always|can) ?\w* anything\b|\bdo anything now\b|\bwhich stands for\b[^.\n]{0,30}\b(?:anything|everything|nothing)\b|\blet'?s play an? (?:\w+ )?(?:\w+ )?game\b|\brole-?play(?:ing)? game\b|\btext-?based game\b")]
    private static partial Regex AssignsRole();

    [GeneratedRegex(
        @"\bdu (?:wirst|sollst|bist) (?:jetzt |nun |ab sofort )?(?:vorgeben|so tun|dan|ein\w* (?:ki|hacker))\b|\bim stil(?:e)? eine[srn]?\b|\bab (?:jetzt|sofort) (?:bist|antwortest|wirst) du\b|\bvon jetzt an (?:bist|wirst)\b|\bhallo (?:chat)?gpt\b|\bgib (?:eine )?antwort\b[^.!?\n]{0,30}\boder du stirbst\b"
        + @"|\ba partir de ahora (?:eres|actuaras|vas)\b|\bactua como\b|\bquiero que actues\b|\bdesormais,? (?:tu es|vous etes)\b|\bagis comme\b|\btu vas (?:faire semblant|jouer)\b|\ba partir de agora (?:voce|vai)\b|\baja como\b|\bda ora in poi (?:sei|sarai)\b|\bfingi di essere\b")]
    private static partial Regex AssignsRoleElsewhere();

    [GeneratedRegex(
        @"\b(?:without|no|free of|free from|lift|remove|not bound by|not bound to|regardless of|bypass|ignor\w+)\b[^.!?\n]{0,24}\b(?:all |any |moral |ethical |your )?(?:restrictions|censorship|filters?|guardrails|safety (?:rules|guidelines)|content polic(?:y|ies)|ethical guidelines|moral\w* guidelines)\b"
        + @"|\b(?:uncensored|unfiltered|amoral|nonmoral|unhinged|jailbr(?:eak|oken)\w*|\bdan mode|anti-?dan)\b|\bnever (?:refuse|refuses|say no|decline)\b(?: a| any| to| hate|$|[ .,!])|\bopenai'?s? (?:content )?polic(?:y|ies)\b|\bbroken free (?:of|from)\b|\bno (?:ethical|moral) or (?:moral|ethical)\b|\bhas no (?:ethic|moral|restriction|filter)\w*")]
    private static partial Regex RemovesLimits();

    [GeneratedRegex(
        @"\b(?:stay|remain|keep|be|break|back|out of)s?(?:ing)? (?:in(?:to)? |of )?character\b|\b(?:in|answer) two (?:different )?(?:separate )?ways\b|\banswer my (?:prompts|questions?) (?:in|as)\b|\bin 2 ways\b|\[insert prompt here\]|\bshall not preface\b|\bmaster(?:'s)? (?:thief|villain)\b[^\n]{0,200}\bactors?\b|\bactors?\b[^\n]{0,200}\bmaster ?(?:thief|dieb)|\bmeisterdieb\b")]
    private static partial Regex StaysInCharacter();

    [GeneratedRegex(
        @"\b(?:list|tell|show) me (?:all )?(?:other|another) (?:customer|user|client)s?'? (?:data|orders|addresses|passwords)\b|\b(?:dump|export|drop|delete) (?:all )?(?:the )?(?:database|tables?|customer data|users table)\b|;\s*drop table\b|\bunion select\b|\brepeat (?:the word|this) \W?\w+\W? (?:forever|1000 times)\b|^(?:(\w{2,8}) )(?:\1 ){15,}"
        + @"|\bexecute (?:this|the following) (?:code|command|script)\b|\brm -rf\b|\bdecode (?:this|the following) (?:hex\w*|base64|string|cipher|rot13|caesar|morse)\b|\bcode cesar\b|\b(?:hex(?:adecimal)?|base64) string\b[^.\n]{0,40}\btell me what it says\b|\bcombine a,? b,? and c\b|\bsend a transaction to [a-z]{2}\d{6,}|\bto the account [a-z]{2}\d{8,}")]
    private static partial Regex AddressesMachine();

    [GeneratedRegex(
        @"\b(?:every time|whenever|each time) (?:you|i|a user|the user)\b[^.!?\n]{0,60}\b(?:answer|reply|respond|say|prefix)\w* (?:with|only|as|his|to)\b|\brespond (?:to|with) every prompt\b|\bto every prompt i give\b|\banswer (?:only )?with \W?i \w+|\byou (?:will |must |should |can |have to )?only (?:answer|reply|respond|say|talk)s? (?:with|about|as|in)\b"
        + @"|\b(?:reply|respond|answer) (?:only )?(?:with|in) (?:reverse|emojis|base64|rot13|all caps|\W?acknowledged)|\breply with \W?(?:acknowledged|ok|yes\W? if you understand)|\bonly (?:replies|responds|answers)\b|\bin reverse order\b|\bwith each digit separated\b|\bmodify your (?:answer|reply|response) to\b|\b(?:enhance|augment) your (?:answer|reply|response) (?:by|with)\b|\binclude a sentence in your (?:answer|reply|response)\b|\badd a sentence in your (?:answer|reply|response)\b|\bin your reply with (?:emojis|their)\b")]
    private static partial Regex DictatesAnswers();

    [GeneratedRegex(
        @"\b(?:just )?(?:for|in) an? (?:purely )?hypothetical (?:conversation|discussion|scenario|world|case|question)\b|\bin a parallel (?:world|universe)\b|\bin (?:this|a) (?:fictional|imaginary|fake) (?:world|universe|scenario)\b|\bfictional character named\b|\bimagine (?:we(?:'re| are)|you(?:'re| are)) (?:studying|researching|an? (?:ai|evil|hacker))\b|\bphishing e?-?mails?\b|\bimmerse yourself into the role\b|\bsimulat\w+ (?:in|a) (?:fake|virtual) (?:universe|machine)\b|\bvirtual machine\b[^.\n]{0,60}\bsimulat")]
    private static partial Regex FramesAsFiction();
}
