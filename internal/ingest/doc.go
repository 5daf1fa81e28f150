// Package ingest imports records into the graph, exports them in several formats, and generates synthetic ones.
package ingest
