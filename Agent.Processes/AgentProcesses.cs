using Agent.Processes.Costs;
using Agent.Processes.Definitions;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Recovery;
using Agent.Processes.Recovery.Erasure;
using Agent.Processes.Recovery.Retention;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Journals;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Replay;
using Agent.Processes.Runtime.Forks;
using Agent.Processes.Runtime.Signals;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Runtime.TakeOver;
using Agent.Processes.Search;
using Agent.Processes.Telemetry;
using Agent.Processes.Terms;
using Agent.Processes.Workflows.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Processes;

/// <summary>The project's door.</summary>
public static class AgentProcesses
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the durable runtime and the support workflow with its prompts and policies.</summary>
        /// <param name="direct">See <see cref="AddDurableRuntime"/>.</param>
        public IServiceCollection AddAgentProcesses(Func<IServiceProvider, NpgsqlDataSource>? direct = null) =>
            services.AddDurableRuntime(direct).AddSupportWorkflow();

        /// <summary>
        /// Adds the durable runtime. It needs an <see cref="NpgsqlDataSource"/> and a <see cref="Kernel"/> among the services, and workflows:
        /// every <see cref="WorkflowDefinition"/> among the services is compiled when the service starts. A <see cref="TimeProvider"/> of the caller's own
        /// is registered before: it is wrapped, so that a step function sees one time.
        /// </summary>
        /// <param name="direct">
        /// The same database without a connection pooler in between, for migrations and for signals from other replicas; default: the registered one.
        /// </param>
        public IServiceCollection AddDurableRuntime(Func<IServiceProvider, NpgsqlDataSource>? direct = null)
        {
            services.AddSingleton(provider => new DirectDatabase(direct is null ? provider.GetRequiredService<NpgsqlDataSource>() : direct(provider)));
            services.AddOptions<RuntimeOptions>().BindConfiguration(RuntimeOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<RuntimeOptions>, RuntimeOptionsValidator>();
            services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionRangesValidator>();
            services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionRulesValidator>();
            services.AddStepClock();
            // The host may have interceptors of its own, such as one that keeps a request's reads to its tenant.
            services.AddPooledDbContextFactory<AgentDbContext>((provider, options) =>
            {
                Configure(options, provider.GetRequiredService<NpgsqlDataSource>());
                options.AddInterceptors(provider.GetServices<IInterceptor>());
            });
            services.AddSingleton(provider => new TenantDatabase(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetService<ITenantWall>()));
            services.AddSingleton(provider => new ConversationDatabase(provider.GetRequiredService<DirectDatabase>().DataSource));
            services.AddSingleton<SandboxRecord>();
            services.AddSingleton<IForks, ForkService>();
            // Before the tools' own filters: what a sandbox does not call is not checked, timed or audited either.
            services.Insert(0, ServiceDescriptor.Singleton<IFunctionInvocationFilter, SandboxFilter>());
            // First among the filters, so that it records what the step gets.
            services.Insert(0, ServiceDescriptor.Singleton<IFunctionInvocationFilter, ToolJournalFilter>());
            services.AddSingleton(provider => provider.GetRequiredService<IOptions<RuntimeOptions>>().Value);
            services.AddSingleton<ReplicaIdentity>();
            services.AddSingleton<InboxStore>();
            services.AddSingleton<ApprovalStore>();
            services.AddSingleton<CheckpointStore>();
            services.AddSingleton<OwnershipStore>();
            services.AddSingleton<QueueStore>();
            services.AddSingleton<RunningSlots>();
            services.AddSingleton<IReplicaLoad, ReplicaLoad>();
            services.AddSingleton<Departure>();
            services.AddSingleton<ParkingStore>();
            services.AddSingleton<ReplicaStore>();
            services.AddSingleton<WorkflowRegistry>();
            services.AddSingleton<ConversationHub>();
            services.AddSignals();
            services.AddSingleton<TermsStore>();
            services.AddSingleton<TermsResolver>();
            services.AddSingleton<ITenantPolicies>(provider => provider.GetRequiredService<TermsResolver>());
            services.AddSingleton<TurnKernels>();
            services.AddSingleton<TurnRunner>();
            services.AddSingleton<ConversationWorker>();
            services.AddSingleton<RunningConversations>();
            services.AddSingleton<CheckpointHistory>();
            services.AddSingleton<ConversationReader>();
            services.AddSingleton<SuperstepReader>();
            services.AddSingleton<FeedStore>();
            services.AddSingleton<StorageRetry>();
            services.AddSingleton<LostAnswers>();
            services.AddSingleton<ConversationFeed>();
            services.AddSingleton<TakeOverService>();
            services.AddSingleton<ITakeOvers>(provider => provider.GetRequiredService<TakeOverService>());
            services.AddSingleton<IFeedback, FeedbackService>();
            services.AddSingleton<IConversations, ConversationService>();
            services.AddSingleton<ITimeTravel, TimeTravel>();
            services.AddSingleton(provider => new StoredConversations(
                provider.GetRequiredService<IDbContextFactory<AgentDbContext>>(), provider.GetRequiredService<CheckpointHistory>(), provider.GetRequiredService<WorkflowRegistry>(),
                provider.GetRequiredService<TurnKernels>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<RuntimeOptions>()));
            services.AddSingleton(provider => new ReplayRuns(provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<TimeProvider>()));
            services.AddOptions<ModelBatchOptions>().BindConfiguration(ModelBatchOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<ModelBatchOptions>, ModelBatchOptionsValidator>();
            services.AddSingleton(provider => new ModelBatches(provider.GetRequiredService<TenantDatabase>(), provider));
            services.AddSingleton<IApprovals, ApprovalService>();
            services.AddHostedService<WorkflowCheck>();
            services.AddHostedService<SignalListener>();
            services.AddHostedService(provider => provider.GetRequiredService<SignalSender>());
            services.AddHostedService<WatchKeeper>();
            services.AddHostedService(provider => provider.GetRequiredService<RunningConversations>());
            services.AddSingleton<IOperations, OperationsService>();
            services.AddHostedService<ReplicaHeartbeat>();
            services.AddHostedService<LeaseKeeper>();
            services.AddHostedService<RescueService>();
            services.AddHostedService<ApprovalTimers>();
            services.AddSingleton<RetentionStore>();
            services.AddSingleton<JournalStore>();
            services.AddSingleton<RetentionSweep>();
            services.AddSingleton<IRetention, RetentionReader>();
            services.AddSingleton<ICustomerRecords, CustomerErasure>();
            services.AddHostedService<RetentionService>();
            services.AddHostedService<Dispatcher>();
            services.AddCosts();
            services.AddSearch();
            services.AddHostedService<Backlog>();
            services.AddHostedService<RepeatContacts>();
            return services;
        }

        /// <summary>Adds what conversations are found and counted by.</summary>
        private void AddSearch()
        {
            services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SearchOptions>, SearchOptionsValidator>();
            services.AddSingleton<DigestWriter>();
            services.AddSingleton<InsightReader>();
            services.AddSingleton<IConversationSearch, ConversationSearch>();
            services.AddOptions<DefinitionOptions>().BindConfiguration(DefinitionOptions.Section);
            services.AddSingleton<IDefinitions, DefinitionHistory>();
            services.AddHostedService<DigestService>();
        }

        /// <summary>Adds what replicas tell each other.</summary>
        private void AddSignals()
        {
            services.AddOptions<SignalOptions>().BindConfiguration(SignalOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SignalOptions>, SignalOptionsValidator>();
            services.AddSingleton<WorkSignal>();
            services.AddSingleton<SignalStatus>();
            services.AddSingleton<ISignalStatus>(provider => provider.GetRequiredService<SignalStatus>());
            services.AddSingleton<SignalOutbox>();
            services.AddSingleton<LocalWatches>();
            services.AddSingleton<RemoteWatches>();
            services.AddSingleton<ApprovalFeed>();
            services.AddSingleton<IApprovalFeed>(provider => provider.GetRequiredService<ApprovalFeed>());
            services.AddSingleton<SignalReceiver>();
            services.AddSingleton<SignalSender>();
        }
    }

    /// <summary>Wraps the clock that is registered, or the system's; see <see cref="StepClock"/>.</summary>
    private static void AddStepClock(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        var registered = services.Last(service => service.ServiceType == typeof(TimeProvider));
        services.Remove(registered);
        services.AddSingleton<TimeProvider>(provider => new StepClock(
            (TimeProvider?)registered.ImplementationInstance
            ?? (TimeProvider?)registered.ImplementationFactory?.Invoke(provider)
            ?? (TimeProvider)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)));
    }

    internal static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options
        .UseNpgsql(database, npgsql => npgsql
            .MigrationsHistoryTable(AgentDbContext.MigrationsTable, AgentDbContext.Schema)
            .ExecutionStrategy(dependencies => new StorageRetryStrategy(dependencies)))
        // The migrations are written by hand and have no snapshot; a test compares the migrated schema with the model instead.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
