// Package ingest brings records in import form into the graph.
package ingest
