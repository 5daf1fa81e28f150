package ingest

import (
	"slices"

	"civicgraph/internal/kg"
)

// placeField is the field that makes an entity a point on a map.
const placeField = "location"

// geoJSON is a collection of entities as features of RFC 7946, points where they have a location.
func geoJSON() Format {
	return Format{Name: "geojson", holds: isEntity, begin: func(kinds *kg.Kinds, _ choice, to target) (recordWriter, error) {
		l, err := newLines(kinds, to)
		if err != nil {
			return nil, err
		}
		_, err = l.WriteString(`{"type":"FeatureCollection","features":[`)
		return &geoJSONWriter{lines: l, separator: "\n"}, err
	}}
}

type geoJSONWriter struct {
	*lines
	separator string
}

func (w *geoJSONWriter) record(r *kg.Record) (bool, error) {
	w.line = append(append(w.line[:0], w.separator...), `{"type":"Feature","geometry":`...)
	w.separator = ",\n"
	fields := ownFieldsOf(w.kinds, r)
	if at, ok := fields.Find(placeField); ok {
		place, _ := at.(kg.Object)
		lat, _ := place.Find("lat")
		lon, _ := place.Find("lon")
		w.line = kg.AppendJSON(append(w.line, `{"type":"Point","coordinates":[`...), lon)
		w.line = kg.AppendJSON(append(w.line, ','), lat)
		w.line = append(w.line, `]}`...)
	} else {
		w.line = append(w.line, `null`...)
	}
	properties := kg.Object{
		{Name: "kind", Value: w.kinds.NameOf(r.Kind)}, {Name: "slug", Value: r.Slug}, {Name: "name", Value: kg.DefaultName(r.Names)},
	}
	fields = slices.DeleteFunc(fields, func(m kg.Member) bool { return m.Name == placeField })
	w.line = append(w.line, `,"properties":`...)
	w.line = append(append(properties, fields...).AppendJSON(w.line), '}')
	_, err := w.Write(w.line)
	return true, err
}

func (w *geoJSONWriter) end() error {
	if _, err := w.WriteString("\n]}\n"); err != nil {
		return err
	}
	return w.Flush()
}
