using System.Text.Json.Nodes;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>A few customers with orders of every status, small enough to read.</summary>
internal static class SampleShop
{
    public static FakeBackOffice Open() => new(Parse(Users), Parse(Orders), Parse(Products));

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private const string Users = """
        {
          "mara_olsen_1001": {
            "user_id": "mara_olsen_1001", "name": { "first_name": "Mara", "last_name": "Olsen" }, "email": "mara.olsen@example.com", "tier": "gold",
            "address": { "address1": "12 Harbor Street", "address2": "", "city": "Portland", "country": "USA", "state": "OR", "zip": "97201" },
            "payment_methods": {
              "credit_card_1000001": { "source": "credit_card", "id": "credit_card_1000001", "brand": "visa", "last_four": "4242" },
              "gift_card_1000002": { "source": "gift_card", "id": "gift_card_1000002", "balance": 25.00 }
            },
            "orders": ["#W1000001", "#W1000002"]
          },
          "tom_becker_1002": {
            "user_id": "tom_becker_1002", "name": { "first_name": "Tom", "last_name": "Becker" }, "email": "tom.becker@example.com", "tier": "standard",
            "address": { "address1": "9 Mill Lane", "address2": "Apt 4", "city": "Austin", "country": "USA", "state": "TX", "zip": "78701" },
            "payment_methods": { "paypal_1000003": { "source": "paypal", "id": "paypal_1000003" } },
            "orders": ["#W1000003", "#W1000004", "#W1000005"]
          }
        }
        """;

    private const string Orders = """
        {
          "#W1000001": {
            "order_id": "#W1000001", "user_id": "mara_olsen_1001", "status": "delivered", "placed_at": "2026-11-01T10:00:00Z", "delivered_at": "2026-11-06T15:00:00Z",
            "address": { "address1": "12 Harbor Street", "address2": "", "city": "Portland", "country": "USA", "state": "OR", "zip": "97201" },
            "items": [
              { "name": "Wireless Headphones", "product_id": "5000000001", "item_id": "6000000001", "price": 129.00, "options": { "color": "black" } },
              { "name": "Travel Case", "product_id": "5000000002", "item_id": "6000000002", "price": 24.50, "options": { "color": "grey" } }
            ],
            "fulfillments": [ { "tracking_id": ["700000000001"], "item_ids": ["6000000001", "6000000002"] } ],
            "payment_history": [ { "transaction_type": "payment", "amount": 153.50, "payment_method_id": "credit_card_1000001" } ]
          },
          "#W1000002": {
            "order_id": "#W1000002", "user_id": "mara_olsen_1001", "status": "pending", "placed_at": "2026-11-18T10:00:00Z",
            "address": { "address1": "12 Harbor Street", "address2": "", "city": "Portland", "country": "USA", "state": "OR", "zip": "97201" },
            "items": [ { "name": "Desk Lamp", "product_id": "5000000003", "item_id": "6000000003", "price": 59.90, "options": { "color": "white", "power source": "USB" } } ],
            "fulfillments": [],
            "payment_history": [ { "transaction_type": "payment", "amount": 59.90, "payment_method_id": "credit_card_1000001" } ]
          },
          "#W1000003": {
            "order_id": "#W1000003", "user_id": "tom_becker_1002", "status": "delivered", "placed_at": "2026-08-01T10:00:00Z", "delivered_at": "2026-08-05T15:00:00Z",
            "items": [
              { "name": "Hiking Boots", "product_id": "5000000004", "item_id": "6000000004", "price": 140.00, "options": { "size": "10", "color": "brown" } },
              { "name": "T-Shirt", "product_id": "5000000005", "item_id": "6000000005", "price": 20.00, "options": { "color": "blue", "size": "M" } },
              { "name": "T-Shirt", "product_id": "5000000005", "item_id": "6000000006", "price": 20.00, "options": { "color": "red", "size": "M" } }
            ],
            "fulfillments": [ { "tracking_id": ["700000000003"], "item_ids": ["6000000004", "6000000005", "6000000006"] } ],
            "payment_history": [ { "transaction_type": "payment", "amount": 180.00, "payment_method_id": "paypal_1000003" } ]
          },
          "#W1000004": {
            "order_id": "#W1000004", "user_id": "tom_becker_1002", "status": "delivered", "placed_at": "2026-11-05T10:00:00Z", "delivered_at": "2026-11-10T15:00:00Z",
            "items": [ { "name": "Laptop", "product_id": "5000000006", "item_id": "6000000007", "price": 1899.00, "options": { "ram": "16GB", "color": "silver" } } ],
            "fulfillments": [ { "tracking_id": ["700000000004"], "item_ids": ["6000000007"] } ],
            "payment_history": [ { "transaction_type": "payment", "amount": 1899.00, "payment_method_id": "paypal_1000003" } ]
          },
          "#W1000005": {
            "order_id": "#W1000005", "user_id": "tom_becker_1002", "status": "pending", "placed_at": "2026-11-19T10:00:00Z",
            "address": { "address1": "9 Mill Lane", "address2": "Apt 4", "city": "Austin", "country": "USA", "state": "TX", "zip": "78701" },
            "items": [
              { "name": "Hiking Boots", "product_id": "5000000004", "item_id": "6000000008", "price": 140.00, "options": { "size": "10", "color": "black" } },
              { "name": "Water Bottle", "product_id": "5000000007", "item_id": "6000000009", "price": 18.00, "options": { "capacity": "1000ml", "color": "green" } }
            ],
            "fulfillments": [],
            "payment_history": [ { "transaction_type": "payment", "amount": 158.00, "payment_method_id": "paypal_1000003" } ]
          }
        }
        """;

    private const string Products = """
        {
          "5000000004": {
            "name": "Hiking Boots", "product_id": "5000000004",
            "variants": {
              "6000000004": { "item_id": "6000000004", "options": { "size": "10", "color": "brown" }, "available": true, "price": 140.00 },
              "6000000008": { "item_id": "6000000008", "options": { "size": "10", "color": "black" }, "available": true, "price": 140.00 },
              "6000000014": { "item_id": "6000000014", "options": { "size": "11", "color": "black" }, "available": true, "price": 145.00 },
              "6000000015": { "item_id": "6000000015", "options": { "size": "11", "color": "brown" }, "available": false, "price": 145.00 }
            }
          },
          "5000000001": {
            "name": "Wireless Headphones", "product_id": "5000000001",
            "variants": {
              "6000000001": { "item_id": "6000000001", "options": { "color": "black" }, "available": true, "price": 129.00 },
              "6000000011": { "item_id": "6000000011", "options": { "color": "white" }, "available": true, "price": 129.00 }
            }
          }
        }
        """;
}
