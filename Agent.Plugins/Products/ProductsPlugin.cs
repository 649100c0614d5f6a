using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Products;

/// <summary>What the shop sells; anybody may ask.</summary>
internal sealed class ProductsPlugin(IDbContextFactory<BackOfficeDbContext> contexts)
{
    public const string Name = "products";
    public const string Purpose = "What the shop sells: products, their variants, prices and availability.";

    [KernelFunction("get_product_details"), Description("A product with all its variants, their options, prices and availability.")]
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
}
