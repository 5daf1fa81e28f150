package graph

// Resolver implements generated.ResolverRoot: the resolvers of mutations and subscriptions, once the schema has some.
// Queries have no resolvers, because executable answers them.
type Resolver struct{}
