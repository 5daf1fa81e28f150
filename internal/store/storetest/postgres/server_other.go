//go:build !unix

package postgres

import "fmt"

func findPrograms() (string, error) {
	return "", fmt.Errorf("%w: the tests start PostgreSQL on Unix only", errMissing)
}

func start(string, options) (*server, error) {
	_, err := findPrograms()
	return nil, err
}
