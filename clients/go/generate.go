// Package clients queries the server through the code that genqlient and gqlgenc generate from its schema.
package clients

//go:generate go tool genqlient
//go:generate go tool gqlgenc
