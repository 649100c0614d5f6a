using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Caching;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Products;

/// <summary>What the shop sells; anybody may ask.</summary>
internal sealed class ProductsPlugin(IDbContextFactory<BackOfficeDbContext> contexts)
{
    public const string Name = "products";
    public const string Purpose = "What the shop sells: products, their variants, prices and availability.";

    [Cacheable(30, ForAllCustomers = true), RequiresScope(ToolScopes.ProductsRead), KernelFunction("get_product_details"), Description("A product with all its variants, their options, prices and availability.")]
    public async Task<string> GetProductDetailsAsync(
        Kernel kernel,
        [Description("The product id, such as '6086499569'. It is not the item id.")] string product_id,
        CancellationToken cancellationToken)
    {
        var (call, wanted) = (ToolCallContext.Of(kernel), product_id.Trim());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var product = await db.Products.Include(p => p.Variants)
            .SingleOrDefaultAsync(p => p.Tenant == call.Tenant && p.ProductId == wanted, cancellationToken);
        return product is null
            ? throw new ToolException("product not found")
            : BackOfficeJson.ToText(BackOfficeJson.Default.ProductDetails, ProductDetails.Of(product));
    }

    [Cacheable(30, ForAllCustomers = true), RequiresScope(ToolScopes.ProductsRead), KernelFunction("get_item_details"), Description("One article: its options, price and availability.")]
    public async Task<string> GetItemDetailsAsync(
        Kernel kernel,
        [Description("The item id, such as '1008292230'. It is not the product id.")] string item_id,
        CancellationToken cancellationToken)
    {
        var (call, wanted) = (ToolCallContext.Of(kernel), item_id.Trim());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var variant = await db.ProductVariants.SingleOrDefaultAsync(v => v.Tenant == call.Tenant && v.ItemId == wanted, cancellationToken);
        return variant is null
            ? throw new ToolException("item not found")
            : BackOfficeJson.ToText(BackOfficeJson.Default.VariantDetails, VariantDetails.Of(variant));
    }

    [Cacheable(300, ForAllCustomers = true), RequiresScope(ToolScopes.ProductsRead), KernelFunction("list_all_product_types"), Description("Name and product id of everything the shop sells. Each product has variants with item ids of their own.")]
    public async Task<string> ListAllProductTypesAsync(Kernel kernel, CancellationToken cancellationToken)
    {
        var call = ToolCallContext.Of(kernel);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var products = await db.Products.Where(p => p.Tenant == call.Tenant).Select(p => new { p.Name, p.ProductId }).ToListAsync(cancellationToken);
        var idsByName = new Dictionary<string, string>();
        foreach (var product in products.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.ProductId, StringComparer.Ordinal))
        {
            // Nothing forbids two products of one name: the second shows its id there, too.
            idsByName[idsByName.ContainsKey(product.Name) ? $"{product.Name} ({product.ProductId})" : product.Name] = product.ProductId;
        }

        return BackOfficeJson.ToText(BackOfficeJson.Default.DictionaryStringString, idsByName);
    }
}
