using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Knowledge;

internal sealed class ArticleConfiguration : IEntityTypeConfiguration<Article>
{
    public const string SearchSql = "setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')";

    public void Configure(EntityTypeBuilder<Article> builder)
    {
        builder.ToTable("knowledge_articles", table =>
        {
            table.HasCheckConstraint("ck_knowledge_articles_audience", "audience IN ('everyone', 'gold', 'staff')");
            table.HasCheckConstraint("ck_knowledge_articles_body", "length(body) <= 4000");
        });
        builder.HasKey(a => new { a.Tenant, a.ArticleId }).HasName("pk_knowledge_articles");
        builder.HasIndex(a => a.Search).HasMethod("gin").HasDatabaseName("ix_knowledge_articles_search");

        builder.Property(a => a.Tenant).HasColumnName("tenant");
        builder.Property(a => a.ArticleId).HasColumnName("article_id");
        builder.Property(a => a.Title).HasColumnName("title");
        builder.Property(a => a.Body).HasColumnName("body");
        builder.Property(a => a.Audience).HasColumnName("audience").IsEnumText();
        builder.Property(a => a.UpdatedAt).HasColumnName("updated_at");
        builder.Property(a => a.Search).HasColumnName("search").HasComputedColumnSql(SearchSql, stored: true);
    }
}
