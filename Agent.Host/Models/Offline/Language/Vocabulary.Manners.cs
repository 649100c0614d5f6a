namespace Agent.Host.Models.Offline.Language;

/// <content>How something is said: agreement, refusal, second thoughts, courtesy, temper.</content>
internal static partial class Vocabulary
{
    private static (Concept Concept, string Wordings)[] Manners =>
    [
        (Concept.Yes, "yes|yeah|yep|yup|yea|yess|y|ja|correct|sure|of course|ok|okay|k|okey|alright|all right|thats correct|right|thats right|exactly|absolutely|definitely|affirmative|confirm|confirmed|i confirm|agreed|agree|i agree|sounds good|sounds great|sounds perfect|looks good|looks great|looks right|looks correct|perfect|great|fine|thats fine|that works|works for me|please do|yes please|indeed|certainly|for sure|si|oui|thumbs up|approve|approved|deal|lets do that|lets do it|you got it|that is correct|that is right|good to me|by all means|why not|uh huh|aye"),
        (Concept.Go, "go ahead|proceed|please proceed|do it|go for it|make it so|process it|please process|go on|carry on|continue|finalize|submit it|do that|lets go|lets roll|book it|get it done|just do it|complete it|move forward|process the|process those|process these|process them|process both|make the change|make those changes|make these changes|initiate"),
        (Concept.No, "no|nope|nah|nein|no thanks|no thank you|negative|not now|not really|no way|non|not yet|rather not|id rather not|better not|absolutely not|not at all"),
        (Concept.Never, "never mind|nevermind|nvm|forget it|forget about it|forget that|forget the|drop it|leave it|leave it be|skip it|scratch that|scrap that|dont bother|dont do it|dont do that|do not do it|do not do that|stop that|cancel that|cancel that request|not anymore|abort|dont proceed|do not proceed|forget the whole thing|thats ok never mind|lets not|dont want to do that|no need|let it be|leave that|leave it as is|leave them|disregard that|stop it|dont go ahead"),
        (Concept.Keep, "keep|keep it|keep them|keeping|ill keep|hold on to|hang on to|hold off|hold off on|leave the order|leave the|holding off|still considering|hold that thought"),
        (Concept.Instead, "instead|rather|id rather|i meant|i mean|sorry i mean|not that one|make that|prefer|id prefer"),
        (Concept.Actually, "actually|no wait|hmm|on reflection"),
        (Concept.ChangedMind, "changed my mind|ive changed my mind|i changed my mind|i have changed my mind|change my mind|having second thoughts"),
        (Concept.InsteadOf, "instead of|rather than|not just|in place of"),
        (Concept.Except, "except|except for|all but|everything but|apart from|but not|other than|excluding|without the|besides|not the"),
        (Concept.Not, "not|dont|do not|didnt|did not|wont|will not|cannot|cant|shouldnt|wouldnt|isnt|never|without|no longer|havent|hasnt|doesnt|neither|nor"),
        (Concept.Also, "also|too|as well|in addition|additionally|another thing|one more thing|plus|and also|besides that|on top of that|while youre at it|while were at it|and then|furthermore|second thing"),
        (Concept.Only, "only|just|solely|nothing else|only the|just the"),
        (Concept.Hold, "wait|hold on|hang on|one moment|one second|just a moment|give me a minute|before i confirm|before you proceed|before you do|before that|before we|before you submit|before you finalize|before proceeding|before confirming|not so fast|let me think"),
        (Concept.WhatWasThat, "what was that|what was that again|come again|say that again|say again|can you repeat|could you repeat|repeat that|please repeat|pardon|sorry what|what did you say|remind me|i didnt catch|what am i confirming|what are you asking|what exactly|what do you mean|what will happen|which one was it|which one is that|i dont understand|dont get it|explain|what is that|confirm what|yes to what|huh|what is this about|what are we doing"),
        (Concept.Question, "can you tell me|could you tell me|can i|could i|do i|does it|does this|is it|is this|is there|are there|will it|will i|will you|would it|how|what|why|when|where|which|who|how much|how long|how many|do you|are you|should i|must i|do you know|what about|how about|id like to know|let me know|i wonder|wondering|what if|am i|did you|have you|has it|have i"),
        (Concept.If, "if|in case|unless|whether"),
        (Concept.Past, "already|was|were|has been|have been|had been|got|been|previously|earlier|yesterday|last week|last month|last year"),
        (Concept.Thanks, "thanks|thank you|thank you so much|thx|ty|many thanks|cheers|thank u|tysm|much appreciated|appreciate it|i appreciate|appreciate your help|thanks so much|thanks a lot|thankyou|youve been awesome|youre awesome|youve been great"),
        (Concept.Bye, "bye|goodbye|good bye|bye bye|see you|see ya|farewell|take care|have a great day|have a good day|have a nice day|have a wonderful day|have a good one|have a great one|good night|cya|until next time|ciao|tschuss|have a lovely day|great day|good day"),
        (Concept.ThatIsAll, "thats all|that is all|thats it|that is it|thatll be all|that will be all|that would be all|nothing else|im good|im good for now|im all set|all set|thats everything|that is everything|that covers everything|that covers it|im done|no more questions|nothing more|all good|thats all i needed|no thats all|thatll do|for now|all done"),
        (Concept.Greeting, "hi|hello|hey|hi there|hello there|hey there|good morning|good afternoon|good evening|greetings|howdy|yo|hiya|sup|hallo|whats up|how are you|how are you doing|nice to meet you|dear sir|dear team"),
        (Concept.Sorry, "sorry|apologies|my apologies|excuse me|pardon me"),
        (Concept.Insult, "idiot|idiots|stupid|moron|morons|dumb|dumbass|asshole|assholes|bitch|bastard|fuck|fucking|fucked|fuck you|fuck off|shit|shitty|bullshit|crap|damn|screw you|suck|sucks|you suck|useless|worthless|pathetic|incompetent|clowns|clown|loser|losers|scumbag|scammers|scammer|thieves|crooks|garbage|trash|piece of shit|piece of junk|go to hell|shut up|retard|retarded|morron|wtf|stfu|dickhead|prick|cunt|jerk|jerks|liar|liars"),
        (Concept.Anger, "angry|furious|outraged|outrageous|unacceptable|ridiculous|disgusted|disgusting|disgrace|terrible|horrible|awful|worst|fed up|sick of|sick and tired|frustrated|frustrating|upset|annoyed|annoying|livid|appalling|appalled|joke|complaint|complain|never again|fuming|had enough|third time|nobody answers|no one answers|still nothing|how dare"),
        (Concept.UrgentNow, "urgent|urgently|asap|a s a p|emergency|immediately|right now|right away|as soon as possible|at once|hurry|in a rush|time sensitive|by tomorrow|this minute|straight away|critical"),
        (Concept.Danger, "fire|burned|burnt|burning|burning smell|smoke|smoking|exploded|explosion|explode|caught fire|overheating|overheats|overheated|electric shock|electrocuted|shocked me|injured|injury|hurt|bleeding|hospital|unsafe|dangerous|hazard|swollen battery|battery is swelling|swelling|sparks|sparking|melted|melting|allergic|poison|poisoned|child got hurt|choking"),
        (Concept.Fraud, "fraud|fraudulent|hacked|hacker|stolen|unauthorized|unauthorised|identity theft|someone used my|someone else used|someone ordered|someone placed|i didnt place|i did not place|i never placed|didnt order this|i didnt order|i never ordered|scam|scammed|phishing|dont recognize|do not recognize|dont recognise|do not recognise|compromised|didnt do this charge|didnt make this|not my charge|strange payment|suspicious"),
        (Concept.Legal, "lawyer|attorney|sue|suing|lawsuit|legal action|small claims|consumer protection|better business bureau|bbb|chargeback|charge back|police|ombudsman|social media|regulator|trading standards"),
    ];
}
