package graph

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"civicgraph/graph/generated"
)

// TrustedDocuments are documents that clients may name instead of sending them.
type TrustedDocuments struct {
	// byID holds each by the hash of its text, and by the name that its file gives it.
	byID map[string]string
}

// LoadTrustedDocuments reads a folder: files name.graphql hold a document each, whose name is that of the file; files
// name.json hold an object of documents by name, as code generators write it. All must be valid and within the limits.
func LoadTrustedDocuments(folder fs.FS, limits Limits) (*TrustedDocuments, error) {
	t := &TrustedDocuments{byID: map[string]string{}}
	docs := newDocuments(generated.NewExecutableSchema(generated.Config{}).Schema(), limits)
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		named, err := readTrusted(folder, name)
		if err != nil {
			return err
		}
		for id, text := range named {
			if err := t.add(docs, id, text); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	})
	return t, err
}

// readTrusted are the documents of a file by name; none in a file of another kind.
func readTrusted(folder fs.FS, name string) (map[string]string, error) {
	extension := path.Ext(name)
	if extension != ".graphql" && extension != ".json" {
		return map[string]string{}, nil
	}
	content, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	if extension == ".graphql" {
		return map[string]string{strings.TrimSuffix(path.Base(name), extension): string(content)}, nil
	}
	named := map[string]string{}
	if err := json.Unmarshal(content, &named); err != nil {
		return nil, fmt.Errorf("%s is no object of documents by name: %w", name, err)
	}
	return named, nil
}

func (t *TrustedDocuments) add(docs *documents, id, text string) error {
	id = strings.TrimPrefix(id, hashPrefix)
	if _, problems := docs.of(text); problems != nil {
		return fmt.Errorf("document %s: %w", id, problems[0])
	}
	if other, taken := t.byID[id]; taken && other != text {
		return fmt.Errorf("document %s is there twice, with different texts", id)
	}
	t.byID[id], t.byID[hashOf(text)] = text, text
	return nil
}
