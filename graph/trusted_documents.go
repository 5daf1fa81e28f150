package graph

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// TrustedDocuments holds documents that clients may name instead of sending them.
type TrustedDocuments struct {
	// byName holds each document by its hash and by the name that its file gives it.
	byName map[string]string
}

// LoadTrustedDocuments reads a folder. A file name.graphql holds one document, whose name is that of the file. A file
// name.json holds an object of documents by name, as code generators write it. Every document must be valid and within
// the limits.
func LoadTrustedDocuments(folder fs.FS, limits Limits) (*TrustedDocuments, error) {
	t := &TrustedDocuments{byName: map[string]string{}}
	docs := newDocuments(newSchema(), limits)
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		texts, err := readTrusted(folder, name)
		if err != nil {
			return err
		}
		for id, text := range texts {
			if err := t.add(docs, id, text); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	})
	return t, err
}

// readTrusted returns the documents of a file by name, none if its extension is another.
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
	texts := map[string]string{}
	if err := json.Unmarshal(content, &texts); err != nil {
		return nil, fmt.Errorf("%s must hold a JSON object of documents by name: %w", name, err)
	}
	return texts, nil
}

func (t *TrustedDocuments) add(docs *documents, name, text string) error {
	name = strings.TrimPrefix(name, hashPrefix)
	if _, errs := docs.parse(text); errs != nil {
		return fmt.Errorf("document %s: %w", name, errs[0])
	}
	if other, ok := t.byName[name]; ok && other != text {
		return fmt.Errorf("document %s is defined twice, with different texts", name)
	}
	t.byName[name], t.byName[hashOf(text)] = text, text
	return nil
}
