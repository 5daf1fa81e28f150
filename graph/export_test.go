package graph

// NewServer is the endpoint as gqlgen's server, to which tests add hooks.
var NewServer = newServer
