namespace Agent.Host.Models.Offline.Language;

/// <content>Matters of other teams, and the commonest words of other languages.</content>
internal static partial class Vocabulary
{
    private static (Concept Concept, string Wordings)[] Desks =>
    [
        (Concept.Billing, "charged twice|charged me twice|double charged|double charge|charged two times|billed twice|billed me twice|duplicate charge|overcharged|over charged|billing|bill|bills|billed|wrong charge|extra charge|charge on my|charged me|was charged|got charged|been charged|being charged|charges|a charge|this charge|the charge|payment failed|payment declined|card declined|card was declined|declined|payment didnt go through|payment not going through|payment wont go through|subscription|membership fee|fee|fees|tax|vat|promo code|discount code|price match|my statement|bank statement|credit card statement|direct debit|autopay|payment error|payment problem|payment issue|account credit|installments|financing|transaction|transactions|credit card number|took money|withdrew"),
        (Concept.Invoice, "invoice|invoices|receipt|receipts|tax receipt|proof of purchase|rechnung"),
        (Concept.Technical, "website|web site|webpage|the site|your site|app|the app|browser|page wont load|wont load|not loading|doesnt load|error message|error code|error 500|404|crash|crashes|crashed|crashing|bug|glitch|glitchy|freezes|freezing|frozen|blank page|blank screen|checkout page|checkout button|cant check out|cannot check out|log in|login|log into|logging in|sign in|signing in|cant log in|locked out|software|install|installation|reinstall|firmware|bluetooth pairing|wont connect|wifi|wi fi connection|sync|syncing|server|link doesnt work|two factor|2fa|verification code|verification email|captcha|update the app|outlook|skype|network|internet|connection|download|driver|drivers|technical|tech support|setup|how do i use|troubleshoot|troubleshooting|button doesnt work"),
        (Concept.Password, "password|passwords|reset my password|forgot my password|passcode|forgot password|pin"),
        (Concept.Account, "account|my account|close my account|delete my account|create an account|new account|open an account|sign up|unsubscribe|newsletter|delete my data|my data|gdpr|privacy"),
    ];

    private static (Concept Concept, string Wordings)[] Tongues =>
    [
        (Concept.German, "ich|und|nicht|meine|meinen|mein|meiner|meinem|bestellung|bestellt|möchte|moechte|bitte|ist|wie|zurück|zurueck|zurückgeben|zurückschicken|stornieren|guten tag|hallo|danke|wo|wann|kann|können|koennen|sie|eine|einen|ein|der|das|den|dem|auf|für|fuer|mit|haben|habe|geld|rückgabe|ruckgabe|umtauschen|kopfhörer|sprechen|deutsch|lieferung|paket|paketes|warum|noch|wurde|bin|war|sind|von|zu|wird|geliefert|angekommen|adresse|ändern|aendern|es|im|vom|letzten|letzte"),
        (Concept.Spanish, "quiero|pedido|hola|gracias|por|favor|mi|mis|dónde|donde|está|esta|devolver|cancelar|necesito|ayuda|los|las|para|una|cómo|como|puedo|que|usted|español|reembolso|dirección|cambiar|buenos|días|el|del|y"),
        (Concept.French, "je|bonjour|merci|commande|voudrais|veux|retourner|annuler|mon|ma|mes|où|est|les|pour|une|comment|puis|vous|français|remboursement|adresse|changer|salut|avec|dans|et|le|la|pas|ne|suis|s'il"),
    ];
}
