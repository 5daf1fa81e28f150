package kg

// CheckNew refuses a new record without its required fields. A record that exists may be given in part. The error is Errors.
func (ks *Kinds) CheckNew(r *Record) error {
	var missing Errors
	switch r.Kind {
	case KindLink:
	case KindFigure:
		missing = require(r, "figure", "label", "value")
	case KindStatement:
		if len(r.Statement.About) == 0 {
			missing = Errors{fieldErrorf("about", MissingField, "at least one is required of a new statement: the entities that it is about")}
		}
	default:
		missing = ks.missingFields(r)
	}
	if missing == nil {
		return nil
	}
	return missing
}

// missingFields returns errors for the fields that a new entity or source lacks.
func (ks *Kinds) missingFields(r *Record) Errors {
	var missing Errors
	kind := ks.byCode[r.Kind]
	if kind.IsEntity() && len(r.Names) == 0 {
		missing = append(missing, fieldErrorf("names", MissingField, `at least one is required of a new %s, such as [{"text":"Tianjin","language":"en"}]`, Words(kind.Name)))
	}
	for i := range kind.Fields {
		if f := &kind.Fields[i]; f.Required && f.Default == 0 {
			missing = append(missing, require(r, Words(kind.Name), f.Name)...)
		}
	}
	return missing
}

func require(r *Record, kind string, fields ...string) Errors {
	var missing Errors
	for _, field := range fields {
		if _, given := r.Values[field]; !given {
			missing = append(missing, fieldErrorf(field, MissingField, "is required of a new %s", kind))
		}
	}
	return missing
}

// CheckValues refuses values that contradict each other: a project that is completed before it is started.
func CheckValues(values map[string]any) error {
	started, _ := values["startedOn"].(PartialDate)
	completed, _ := values["completedOn"].(PartialDate)
	if completed != "" && started.First() > completed.Last() {
		return fieldErrorf("completedOn", BadPeriod, "%s is before startedOn, %s", completed, started)
	}
	return nil
}

// NilIfEmpty returns nil for an empty string, list or period, and any other value unchanged.
func NilIfEmpty(value any) any {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []string:
		if len(v) == 0 {
			return nil
		}
	case Period:
		if v == (Period{}) {
			return nil
		}
	}
	return value
}
