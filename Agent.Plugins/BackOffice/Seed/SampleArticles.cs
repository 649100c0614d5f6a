using Agent.Plugins.Knowledge;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>The sample shop's help centre. What it says about returns, refunds and approval is what the tools and the policies in <c>policies.yaml</c> do.</summary>
internal static class SampleArticles
{
    public static Article[] Create(string tenant, DateTimeOffset today)
    {
        return
        [
            Article("returns", "Returning items", Audience.Everyone,
                "Delivered items can be returned within 30 days of delivery, Gold customers have 45 days. A return is possible once per order, so name every item you want to "
                + "send back. We send the return label by e-mail; sending back is free of charge. The refund goes to the payment method of the order or to a gift card of yours. "
                + "Items that were worn, opened hygiene articles and gift cards cannot be returned."),
            Article("refund-timing", "Refunds: how long they take", Audience.Everyone,
                "A refund to a gift card or as store credit is there at once. To a credit card or PayPal account it takes 5 to 7 business days after we have booked it. For a "
                + "return, we book the refund when the items have arrived at our warehouse."),
            Article("exchanges", "Exchanging items", Audience.Everyone,
                "Delivered items can be exchanged for another size, color or other variant of the same product, if it is available. An exchange is possible once per order. "
                + "The price difference is charged or refunded to a payment method of yours; a gift card must hold the difference."),
            Article("cancellation", "Cancelling an order", Audience.Everyone,
                "An order can be cancelled while it is pending, that is, before our warehouse has begun to pack it. Once it is processed it can only be returned after delivery. "
                + "What was paid goes back to the payment method of the order."),
            Article("changes", "Changing an order", Audience.Everyone,
                "While an order is pending, its delivery address, payment method and items can be changed. Items can be changed once, and after that the order can neither be "
                + "changed again nor cancelled."),
            Article("shipping", "Shipping: how long it takes and what it costs", Audience.Everyone,
                "Orders are packed within one business day and delivered within 3 to 5 business days. Standard shipping costs 4.90; it is free from 50.00 on, and always free for "
                + "Gold customers. We ship to all states of the USA, and not abroad. Every parcel has a tracking number, which stands in the order's details."),
            Article("missing-parcel", "A parcel that does not arrive", Audience.Everyone,
                "If the tracking number shows nothing new for five business days, or a parcel is marked as delivered and you do not have it, tell us. We open an investigation with "
                + "the carrier, which takes up to ten business days, and send a replacement or refund the order if the parcel is lost."),
            Article("damaged", "Damaged or faulty items", Audience.Everyone,
                "Tell us within 14 days of delivery if an item arrived broken, scratched or with parts missing. You can return or exchange it, or keep it and be compensated: Gold "
                + "customers get money back, Standard customers store credit. After that the two-year warranty applies."),
            Article("warranty", "Warranty", Audience.Everyone,
                "All products have a warranty of two years from delivery for faults in material and workmanship. Wear, water damage and drops are not covered. Describe the fault "
                + "and the order number; we repair, replace or refund the item."),
            Article("payment", "Ways to pay", Audience.Everyone,
                "We take credit cards, PayPal and our own gift cards. An order is paid with one method. We never ask for a card number or a password in a chat."),
            Article("gift-cards", "Gift cards and store credit", Audience.Everyone,
                "Gift cards and store credit never expire and can be spent on everything in the shop. They cannot be paid out or turned into another gift card. The balance stands in "
                + "your profile."),
            Article("membership", "Gold membership", Audience.Everyone,
                "Customers who have bought for 1,000.00 within a year become Gold customers for the next twelve months. Gold customers have 45 days to return, free shipping and money "
                + "back instead of store credit where we refund without a return. Membership is free."),
            Article("invoices", "Invoices", Audience.Everyone,
                "The invoice comes by e-mail when an order has been shipped. Our billing team sends it again, or corrects the name and address on it, within two business days."),
            Article("privacy", "Your data", Audience.Everyone,
                "We keep what we need to handle orders and what the law wants us to keep. You can ask our service team for a copy of your data, or to have your account deleted when no "
                + "order is open."),
            Article("gold-line", "The Gold line", Audience.Gold,
                "Gold customers reach a person of our team around the clock at the number on their membership card, and get an answer to tickets within four hours."),
            Article("refund-guide", "Refunds without a return: guide for our team", Audience.Staff,
                "Refund without a return only where sending back makes no sense: damage, missing parts, food. Over 200.00 a colleague with refund rights approves. Store credit as a "
                + "gesture always needs approval. Look at the customer's earlier refunds first; more than three within a year go to the fraud team."),
        ];

        Article Article(string id, string title, Audience audience, string body) =>
            new() { Tenant = tenant, ArticleId = id, Title = title, Body = body, Audience = audience, UpdatedAt = today };
    }
}
