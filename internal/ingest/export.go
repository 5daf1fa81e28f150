package ingest

import (
	"context"
	"fmt"
	"io"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

const (
	// maxExportDepth is how many steps a part around an entity may reach.
	maxExportDepth = 100
	// maxAround is how many entities such a part may hold.
	maxAround = 1_000_000
)

// ExportOptions say what part of the graph is exported, and in which form. The zero value is all of it as JSON Lines.
type ExportOptions struct {
	// Format is the name of one of Formats; JSON Lines where empty.
	Format string
	// Kinds are kinds of record by their words in import lines, which bring the sources they cite; all where empty.
	Kinds []string
	// AsOf is a day on which links must not certainly not hold; links of all times where empty.
	AsOf string
	// Around is the slug of an entity in the middle, alone or behind its kind: `district/baodi`; everything where empty.
	Around string
	// Depth is how many steps away from it entities may be.
	Depth int
}

// Exported counts the records of an export.
type Exported struct {
	Sources, Entities, Links, Figures, Statements int
}

// Total is the number of records.
func (e Exported) Total() int { return e.Sources + e.Entities + e.Links + e.Figures + e.Statements }

func (e *Exported) count(code kg.Code) {
	switch code {
	case kg.KindSource:
		e.Sources++
	case kg.KindLink:
		e.Links++
	case kg.KindFigure:
		e.Figures++
	case kg.KindStatement:
		e.Statements++
	default:
		e.Entities++
	}
}

// Export writes a part of the graph, as it is at one moment, in a form that is one file. What is wrong with the options
// comes as a *kg.Error, before anything is written.
func Export(ctx context.Context, s *store.Store, w io.Writer, opts ExportOptions) (Exported, error) {
	format, err := formatNamed(opts.Format)
	if err != nil {
		return Exported{}, err
	}
	if format.Folder {
		return Exported{}, invalidf("format", kg.BadArgument, "%s makes a folder of files; name one", format.Name)
	}
	return export(ctx, s, format, func(string) (io.Writer, error) { return w, nil }, opts)
}

// target opens a file of an export by name, which is empty where it has only one.
type target func(name string) (io.Writer, error)

func export(ctx context.Context, s *store.Store, format Format, to target, opts ExportOptions) (Exported, error) {
	kinds := s.Registry().Kinds
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return Exported{}, err
	}
	defer snapshot.Close()
	selection, err := selectPart(ctx, s.Registry(), snapshot, opts)
	if err != nil {
		return Exported{}, err
	}
	if err := format.refuse(kinds, selection.Kinds); err != nil {
		return Exported{}, err
	}
	chosen := choiceOf(kinds, selection)
	selection.Kinds, selection.Cited = format.narrow(kinds, chosen)
	out, err := format.begin(kinds, chosen, to)
	if err != nil {
		return Exported{}, fmt.Errorf("write the export: %w", err)
	}
	var done Exported
	err = s.Registry().Records(ctx, snapshot, selection, func(r *kg.Record) error {
		written, err := out.record(r)
		if err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		if written {
			done.count(r.Kind)
		}
		return nil
	})
	if err != nil {
		return Exported{}, err
	}
	if err := out.end(); err != nil {
		return Exported{}, fmt.Errorf("write the export: %w", err)
	}
	return done, nil
}

// selectPart turns the options into what is read.
func selectPart(ctx context.Context, r *store.Registry, snapshot *store.Snapshot, opts ExportOptions) (store.Subset, error) {
	var selection store.Subset
	for _, word := range opts.Kinds {
		code, err := r.Kinds.ParseName(word)
		if err != nil {
			return selection, inField("kind", err)
		}
		selection.Kinds = append(selection.Kinds, code)
	}
	selection.Cited = true
	if opts.AsOf != "" {
		day, err := kg.ParseDate(opts.AsOf)
		if err != nil {
			return selection, inField("as-of", err)
		}
		selection.AsOf = day
	}
	if opts.Around == "" {
		return selection, nil
	}
	if opts.Depth < 0 || opts.Depth > maxExportDepth {
		return selection, invalidf("depth", kg.BadArgument, "%d is no number of steps; write 0 to %d", opts.Depth, maxExportDepth)
	}
	start, err := entityNamed(ctx, r, snapshot, opts.Around)
	if err != nil {
		return selection, err
	}
	near, err := snapshot.Neighborhood(ctx, store.NeighborhoodQuery{Start: start, Depth: opts.Depth, AsOf: selection.AsOf, Limit: maxAround})
	if err != nil {
		return selection, err
	}
	if near.Truncated {
		return selection, invalidf("depth", kg.TooLarge, "more than %d entities lie within %d steps of %s; take fewer steps", maxAround, opts.Depth, opts.Around)
	}
	selection.Within = near.Entities
	return selection, nil
}

// entityNamed finds the entity that a slug names, alone or behind its kind.
func entityNamed(ctx context.Context, r *store.Registry, snapshot *store.Snapshot, name string) (kg.ID, error) {
	word, slug, told := strings.Cut(name, "/")
	if !told {
		word, slug = "", name
	}
	if kind, ok := r.Kinds.ByName(word); told && (!ok || !kind.IsEntity()) {
		return 0, invalidf("around", kg.UnknownKind, "%q is no kind of entity; write it as in district/baodi", word)
	}
	var found []kg.ID
	var names []string
	for _, code := range r.Entities() {
		table, _ := r.TableByCode(code)
		if told && r.Kinds.NameOf(code) != word {
			continue
		}
		err := snapshot.Read(ctx, table.BySlug(slug, []store.Column{store.IDColumn()}), func(row *store.Row) error {
			found = append(found, kg.ID(row.Int(1)))
			names = append(names, r.Kinds.NameOf(code)+"/"+slug)
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	switch len(found) {
	case 0:
		return 0, invalidf("around", kg.UnknownReference, "there is no entity %q", name)
	case 1:
		return found[0], nil
	}
	return 0, invalidf("around", kg.BadArgument, "%q are several entities; say which: %s", name, strings.Join(names, ", "))
}

// invalidf returns an error in an option.
func invalidf(option string, code kg.ErrorCode, format string, args ...any) *kg.Error {
	return &kg.Error{Code: code, Message: fmt.Sprintf(format, args...), Field: option}
}

// inField tells in which option a mistake is.
func inField(option string, err error) error {
	if e, ok := err.(*kg.Error); ok { //nolint:errorlint // the parsers of kg return it unwrapped
		return &kg.Error{Code: e.Code, Message: e.Message, Field: option}
	}
	return err
}
