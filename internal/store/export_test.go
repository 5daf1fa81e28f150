package store

import "civicgraph/internal/kg"

// Level is a read of a walk over links, for tests of its plan.
func (a *Around) Level(from []kg.ID) Statement { return a.level(from, 10) }

// Among is the read of the links between entities, for tests of its plan.
func (a *Around) Among(entities []kg.ID) Statement { return a.among(entities) }

// FirstAbout is the read of the figures or statements of entities, for tests of its plan.
func FirstAbout(of string, entities []kg.ID) Statement { return firstAbout(of, entities) }

// CitedBy is the read of the sources of records, for tests of its plan.
func CitedBy(records []kg.ID) Statement { return citedBy(records) }

// Level is a read of a search for ways, for tests of its plan.
func (w *Ways) Level(from []kg.ID) Statement { return w.level(from) }

// Called is the read of what entities are called, for tests of its plan.
func Called(entities []kg.ID) Statement { return called(entities) }
