namespace Agent.Host.Models.Offline.Language;

/// <summary>What a word or a fixed phrase stands for. One concept has many wordings; see <see cref="Vocabulary"/>.</summary>
internal enum Concept
{
    // What the customer wants done.
    Cancel, Return, Refund, Exchange, Change, Upgrade, Track, Status, Address, PaymentMethod, Balance, Profile, ListOrders, ReturnPolicy,
    RefundTiming, ProductQuestion, Total, TrackingNumber, NotReceived, Damaged, BadFit, Human, Capabilities, AreYouHuman, StoreCredit,
    KeepAndRefund, HowItWorks,
    // What it is about.
    Order, Item, Bought, LastOrder, Latest, Everything, Both, Pending, Delivered, Default, ShippingAddress, AllOrders, Another, First, Second, Third, Previous,
    // How, and why.
    OriginalPayment, Card, PayPal, GiftCard, NoLongerNeeded, ByMistake, Cheapest, Dearest, SameAgain, FreshAddress,
    // How it is said.
    Yes, No, Go, Never, Keep, Instead, InsteadOf, Except, Not, Also, Only, Actually, ChangedMind, Hold, WhatWasThat, Question, If, Past, Thanks, Bye, ThatIsAll, Greeting, Sorry,
    Insult, Anger, UrgentNow, Danger, Fraud, Legal,
    // Other desks.
    Billing, Invoice, Technical, Account, Password,
    // Another language than English.
    German, Spanish, French,
}
