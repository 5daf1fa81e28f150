// Package table reads spreadsheets and delimited text files as records, and writes records as flat tables.
package table
