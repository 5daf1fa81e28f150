package ingest

import (
	"slices"

	"civicgraph/internal/kg"
)

// locationField is the field with the coordinates of an entity.
const locationField = "location"

// geoJSON is the format with a FeatureCollection of entities, as in RFC 7946: points if they have a location.
func geoJSON() Format {
	return Format{Name: "geojson", accepts: isEntity, begin: func(t exportTarget) (recordWriter, error) {
		l, err := newLineWriter(t.kinds, t.open)
		if err != nil {
			return nil, err
		}
		_, err = l.WriteString(`{"type":"FeatureCollection","features":[`)
		return &geoJSONWriter{lineWriter: l, separator: "\n", day: kg.Date(t.options.AsOf)}, err
	}}
}

type geoJSONWriter struct {
	*lineWriter
	separator string
	// day is the day whose names are written; empty for none.
	day kg.Date
}

func (w *geoJSONWriter) record(r *kg.Record) (bool, error) {
	w.line = append(append(w.line[:0], w.separator...), `{"type":"Feature","geometry":`...)
	w.separator = ",\n"
	fields := ownFieldsOf(w.kinds, r)
	if at, ok := fields.Find(locationField); ok {
		point, _ := at.(kg.Object)
		lat, _ := point.Find("lat")
		lon, _ := point.Find("lon")
		w.line = kg.AppendJSON(append(w.line, `{"type":"Point","coordinates":[`...), lon)
		w.line = kg.AppendJSON(append(w.line, ','), lat)
		w.line = append(w.line, `]}`...)
	} else {
		w.line = append(w.line, `null`...)
	}
	properties := kg.Object{
		{Name: "kind", Value: w.kinds.NameOf(r.Kind)}, {Name: "slug", Value: r.Slug}, {Name: "name", Value: kg.NameOn(r.Names, w.day).Text},
	}
	fields = slices.DeleteFunc(fields, func(m kg.Member) bool { return m.Name == locationField })
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
