package ingest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

const (
	// maxExportDepth is the largest number of steps around an entity.
	maxExportDepth = 100
	// maxAroundEntities is the largest number of entities around one.
	maxAroundEntities = 1_000_000
)

// ExportOptions select what is exported, and in which format. The zero value is everything as JSON Lines.
type ExportOptions struct {
	// Format is the name of one of Formats; empty is JSON Lines.
	Format string
	// Kinds are the kinds of record, as named in import lines; the sources that they cite are included. Empty is all.
	Kinds []string
	// AsOf is a day; links that did not hold on it are left out. Empty includes all links.
	AsOf string
	// Around is the slug of an entity, with or without its kind: `district/baodi`. Only what is near it is exported. Empty is everything.
	Around string
	// Depth is the largest number of steps from that entity.
	Depth int
	// CSVBOM begins each table with a byte order mark, by which some spreadsheets recognize UTF-8.
	CSVBOM bool
	// CSVSeparator separates the cells of a table, a comma if it is empty.
	CSVSeparator string
}

// ExportCounts are the numbers of exported records.
type ExportCounts struct {
	Sources, Entities, Links, Figures, Statements int
}

// Total returns the number of all records.
func (e ExportCounts) Total() int { return e.Sources + e.Entities + e.Links + e.Figures + e.Statements }

func (e *ExportCounts) count(code kg.Code) {
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

// Export writes a snapshot of the graph or a part of it, in a format of one file. Invalid options are a *kg.Error, before anything
// is written.
func Export(ctx context.Context, s *store.Store, w io.Writer, opts ExportOptions) (ExportCounts, error) {
	format, err := formatNamed(opts.Format)
	if err != nil {
		return ExportCounts{}, err
	}
	if format.Folder {
		return ExportCounts{}, invalidf("format", kg.BadArgument, "%s writes a folder of files and needs its name", format.Name)
	}
	return export(ctx, s, format, func(string) (io.Writer, error) { return w, nil }, opts)
}

// fileOpener opens a file of an export by name, which is empty for a format of one file.
type fileOpener func(name string) (io.Writer, error)

func export(ctx context.Context, s *store.Store, format Format, open fileOpener, opts ExportOptions) (ExportCounts, error) {
	kinds := s.Registry().Kinds
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return ExportCounts{}, err
	}
	defer snapshot.Close()
	selection, err := subsetOf(ctx, s.Registry(), snapshot, opts)
	if err != nil {
		return ExportCounts{}, err
	}
	if err := format.checkKinds(kinds, selection.Kinds); err != nil {
		return ExportCounts{}, err
	}
	selected := kindSetOf(kinds, selection)
	selection.Kinds, selection.Cited = format.restrict(kinds, selected)
	out, err := format.begin(exportTarget{kinds: kinds, selected: selected, open: open, options: &opts})
	if err != nil {
		return ExportCounts{}, fmt.Errorf("write the export: %w", err)
	}
	if survey, ok := out.(surveyor); ok {
		if err := surveyRecords(ctx, s.Registry(), snapshot, selection, survey); err != nil {
			return ExportCounts{}, err
		}
	}
	var counts ExportCounts
	err = s.Registry().Records(ctx, snapshot, selection, func(r *kg.Record) error {
		written, err := out.record(r)
		if err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		if written {
			counts.count(r.Kind)
		}
		return nil
	})
	if err != nil {
		return ExportCounts{}, err
	}
	if err := out.end(); err != nil {
		return ExportCounts{}, fmt.Errorf("write the export: %w", err)
	}
	return counts, nil
}

// surveyRecords shows all records of an export to its writer, and the entities and links around them.
func surveyRecords(ctx context.Context, r *store.Registry, snapshot *store.Snapshot, selection store.Subset, writer surveyor) error {
	if selection.Kinds != nil {
		selection.Kinds = append(slices.Clone(selection.Kinds), r.Entities()...)
		selection.Kinds = append(selection.Kinds, kg.KindLink)
	}
	err := r.Records(ctx, snapshot, selection, func(record *kg.Record) error {
		writer.survey(record)
		return nil
	})
	if err != nil {
		return err
	}
	if err := writer.surveyed(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// subsetOf returns the subset of the graph that the options select.
func subsetOf(ctx context.Context, r *store.Registry, snapshot *store.Snapshot, opts ExportOptions) (store.Subset, error) {
	var selection store.Subset
	for _, word := range opts.Kinds {
		code, err := r.Kinds.ParseName(word)
		if err != nil {
			return selection, forOption("kind", err)
		}
		selection.Kinds = append(selection.Kinds, code)
	}
	selection.Cited = true
	if opts.AsOf != "" {
		day, err := kg.ParseDate(opts.AsOf)
		if err != nil {
			return selection, forOption("as-of", err)
		}
		selection.AsOf = day
	}
	if opts.Around == "" {
		return selection, nil
	}
	if opts.Depth < 0 || opts.Depth > maxExportDepth {
		return selection, invalidf("depth", kg.BadArgument, "must be from 0 to %[2]d, not %[1]d", opts.Depth, maxExportDepth)
	}
	start, err := entityNamed(ctx, r, snapshot, opts.Around)
	if err != nil {
		return selection, err
	}
	near, err := snapshot.Neighborhood(ctx, store.NeighborhoodQuery{Start: start, Depth: opts.Depth, AsOf: selection.AsOf, Limit: maxAroundEntities})
	if err != nil {
		return selection, err
	}
	if near.Truncated {
		return selection, invalidf("depth", kg.TooLarge, "more than %d entities are within %d steps of %s", maxAroundEntities, opts.Depth, opts.Around)
	}
	selection.Within = near.Entities
	return selection, nil
}

// entityNamed returns the id of the entity that a reference or a slug alone names.
func entityNamed(ctx context.Context, r *store.Registry, snapshot *store.Snapshot, name string) (kg.ID, error) {
	kinds, slug := r.Entities(), name
	if strings.ContainsAny(name, "/{") {
		ref, err := r.Kinds.ReadRefText(name)
		if err != nil {
			return 0, forOption("around", err)
		}
		kinds, slug = []kg.Code{ref.Kind}, ref.Slug
	}
	var found []kg.ID
	var names []string
	for _, code := range kinds {
		table, _ := r.TableByCode(code)
		err := snapshot.Read(ctx, table.BySlug(slug, []store.Column{store.IDColumn()}), func(row *store.Row) error {
			found = append(found, kg.ID(row.Int(1)))
			names = append(names, r.Kinds.FormatRef(kg.Ref{Kind: code, Slug: slug}))
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	switch len(found) {
	case 0:
		return 0, invalidf("around", kg.UnknownReference, "unknown entity %q", name)
	case 1:
		return found[0], nil
	}
	return 0, invalidf("around", kg.BadArgument, "%q is ambiguous: %s", name, strings.Join(names, ", "))
}

// invalidf returns an error in an option.
func invalidf(option string, code kg.ErrorCode, format string, args ...any) *kg.Error {
	return &kg.Error{Code: code, Message: fmt.Sprintf(format, args...), Field: option}
}

// forOption adds the name of the option to an error.
func forOption(option string, err error) error {
	if e, ok := err.(*kg.Error); ok { //nolint:errorlint // the parsers of kg do not wrap it
		return &kg.Error{Code: e.Code, Message: e.Message, Field: option}
	}
	return err
}
