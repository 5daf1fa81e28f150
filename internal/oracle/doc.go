// Package oracle answers GraphQL queries from records in memory with plain loops, so that tests can compare the endpoint with
// it. It also generates random graphs and queries.
//
// It shares no code with the endpoint: the meaning of links, days, names and pages is implemented here a second time, from the
// description of the product. If both agree on thousands of random queries, a fault would have to be in both.
package oracle
