// Package recordform describes the import form of records: a reference for people and a JSON Schema, both derived from the kinds.
package recordform
