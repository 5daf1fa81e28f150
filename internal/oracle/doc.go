// Package oracle answers GraphQL queries from records in memory, by plain loops, so that tests can prove the engine by it.
//
// It knows nothing of the engine: what a link, a day, a name or a page means is written here a second time, from the
// product's words. Where both agree on thousands of random queries, a mistake would have to be made twice.
package oracle
