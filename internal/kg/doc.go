// Package kg owns the domain: what kinds of record there are, what a record may say, and when a link holds.
package kg
