// Package ingest brings records in import form into the graph, and out again in several forms.
package ingest
