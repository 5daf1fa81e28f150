// Package sdl owns the text of the GraphQL schema: templates for every type, filled in from the kinds and relations of kg.
package sdl
