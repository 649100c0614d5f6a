namespace Agent.Host.Models.Offline.Language;

/// <content>What a request is about: orders, payment, reasons, choices.</content>
internal static partial class Vocabulary
{
    private static (Concept Concept, string Wordings)[] Subjects =>
    [
        (Concept.Order, "order|orders|oder|ordr|ordre|oders|purchase|purchases|package|packages|parcel|parcels|shipment|shipments|delivery|deliveries|order number|order id|order ids"),
        (Concept.Item, "item|items|product|products|stuff|merchandise|goods|pair|variant"),
        (Concept.Bought, "ordered|bought|purchased|i got|i received|bought from you|i order|i buy|buying|just got|got from you|i own"),
        (Concept.LastOrder, "last order|latest order|most recent order|recent order|newest order|my last purchase|most recent purchase|last purchase|recent purchase|last one i ordered|latest one|most recent one|last oder|the last one i placed|last delivery|recent delivery|latest delivery|last package|order i just placed|order i placed"),
        (Concept.Latest, "latest|newest|most recent|the last one|last one|the recent one"),
        (Concept.Everything, "everything|all items|all of it|all of them|all the items|whole order|entire order|the whole thing|all my items|the lot|every item|each item|full order|complete order|whole lot|all four|all three|all five|all of those|all of these|them all|it all|the entire order|the full order|all the things|all my stuff"),
        (Concept.Both, "both|both of them|the two|two of them|the pair of them|both items"),
        (Concept.Pending, "pending|not shipped|hasnt shipped|not yet shipped|not been shipped|unshipped|havent shipped|just placed|just ordered|placed just now|placed today"),
        (Concept.Delivered, "delivered|was delivered|already arrived|already received|already have"),
        (Concept.Default, "default|default address|my address|profile address|account address|home address|on my account|address on file|user address|personal address|in the system|in my profile|on my profile|our address|my default address|in your system|my addresses|billing address"),
        (Concept.ShippingAddress, "shipping address|delivery address|address for my order|address for the order|address of my order|address of the order|address on my order|address on the order|order address|order addresses|address for that order|address for this order|address for order|address of order|address on order|where its going|shipping addresses|addresses of my orders|ship to address"),
        (Concept.AllOrders, "all my orders|all orders|all my pending orders|every order|all pending orders|any order|any orders|any pending orders|all the orders|all of my orders|any of my orders|both orders|existing orders|my existing orders|any of my existing orders|any existing orders|all possible order|all possible orders|pending orders|all my order|any order addresses|all my order addresses"),
        (Concept.Another, "another order|different order|other order|separate order|second order|other orders|earlier orders"),
        (Concept.First, "first one|the first|number one|option 1|first item|former"),
        (Concept.Second, "second one|the second|number two|option 2|second item|latter"),
        (Concept.Third, "third one|the third|number three|option 3|third item"),
        (Concept.Previous, "previous one|original one|old one|old address|previous address|original address|back to the previous|back to the original|back to the old|back to my old|change it back|change back|back to what it was|back to how it was|revert"),
        (Concept.OriginalPayment, "original payment|original payment method|original method|original form of payment|same payment method|same method|same card|same payment|payment method i used|card i used|the card i paid with|way i paid|how i paid|same way i paid|original card|original credit card|original paypal|originally paid|original source|paid with|account i paid with|where it came from|same account|the original|original visa|original mastercard|my original payment|original one i used|i used for the order|used for the original order|payment i used|back to the original|back to the original payment|back to the original payment method|back to the original method|back to the original form of payment|back to the original card|used for the purchase"),
        (Concept.Card, "card|credit card|debit card|credit|cc|visa|mastercard|amex|creditcard|bank card|american express|master card|my card|the card|back to the card|back to my card|kreditkarte|credit cards|debit"),
        (Concept.PayPal, "paypal|pay pal|paypall|paypal account"),
        (Concept.GiftCard, "gift card|giftcard|gift cards|gc|gift certificate|gift voucher|giftcards"),
        (Concept.NoLongerNeeded, "no longer needed|no longer need|no longer want|dont need|dont want|do not need|do not want|not needed|not need|dont need it anymore|dont want it anymore|dont want them anymore|change of mind|found it cheaper|found a better|found another|found a cheaper|better price|cheaper elsewhere|too expensive|bought it elsewhere|somewhere else|got one as a gift|already have one|no use for|have no use|cant afford|cannot afford|taking too long|takes too long|dont need them|need it anymore|want it anymore|need them anymore|not going to use|wont use|wont need|dont like|didnt like|not happy with|unhappy with|not satisfied|dont love|never needed|unneeded|not necessary|unnecessary"),
        (Concept.ByMistake, "by mistake|mistake|mistakenly|accident|accidentally|by accident|accidental|wrong order|ordered twice|ordered it twice|duplicate|duplicated|didnt mean to|did not mean to|unintentionally|inadvertently|my kid ordered|my son ordered|my daughter ordered|clicked wrong|pressed the wrong|misclick|misclicked|error on my part|my fault|my bad|wrong quantity|double order|double ordered|unintended|wasnt supposed to|ordered the wrong|in error|placed it wrong|wrong by me"),
        (Concept.Cheapest, "cheapest|least expensive|lowest price|lowest priced|most affordable|cheaper one"),
        (Concept.Dearest, "most expensive|priciest|most costly|highest price|highest priced|top of the line|most high end|high end|highest end|best version|best versions|premium|most premium"),
        (Concept.SameAgain, "same item|same model|same one|same product|same thing|the same|identical|exact same|same type|like for like"),
        (Concept.FreshAddress, "new address|different address|another address|a new one|new one|this new one|the new one"),
    ];
}
