package store

// dialect is what differs in the SQL of the engines. Its methods return pieces of SQL.
type dialect interface {
	// placeholder returns the placeholder of the n-th argument.
	placeholder(n int, arg any) string

	// isDistributed reports whether rows are on several nodes. A subquery may then refer to a row around it only by the id by which both are
	// distributed: of an entity, its names, and the links read from that end.
	isDistributed() bool
	// links returns the table of links to read from their `to`, or from their `from`.
	links(fromTo bool) string

	// list is put around an argument that is a list, for FROM: it has rows of key, the index from 0, and value.
	list() wrapping
	// entities is list for the ids of entities, of which it may leave out those that do not exist. Subqueries may refer to its rows.
	entities() wrapping
	// tuples is the same for an argument that is a list of lists, as JSON. The first item of a row is value ->> 0.
	tuples() wrapping
	// items is the same for a column that is a list of strings as JSON, or NULL.
	items() wrapping
	// among is put around an argument that is a list, behind an expression: it is one of them.
	among() wrapping

	// join joins a table that is read once for each row of those before it.
	join() string
	// firstRows returns the beginning and the end of a join with the first rows of a table for each row of those before it. Between them
	// stand the clauses of a subquery from FROM, which calls the table x, to LIMIT.
	firstRows(table, alias string) (begin, end string)
	// rowOf returns the columns that such a subquery selects from one of its own: those given, or all.
	rowOf(columns string) string
	// firstKeys returns the same for rows whose columns the subquery selects first. on is the condition on the rows, without the limit.
	firstKeys(table, alias, on string, columns []string) (begin, end string)
	// distinct is put around a SELECT of value for each row of the tables before it: a join of its different values, or else of NULL.
	distinct(alias string) wrapping
	// keepsOrder reports whether the rows of a UNION ALL come in the order of its parts.
	keepsOrder() bool

	// joined is put around the column of a sorted subquery: all of its numbers or strings, separated by commas.
	joined() wrapping
	// sum is put around integers, whose sum is an integer. over is empty, or the clause of a window.
	sum(over string) wrapping
	// isAny is put around a condition on each row of a group that must be true for one.
	isAny() wrapping
	// least is put around two numbers.
	least() wrapping
	// lower is put around a string.
	lower() wrapping
	// sameText returns the condition that two long strings are equal, which an index has.
	sameText(a, b string) string

	// insert is INSERT INTO, or more if a statement that fails need not be undone by itself, because its transaction will be.
	insert() string
	// rowsPerInsert returns how many rows one statement should add to a table, a power of two.
	rowsPerInsert(table string) int

	// unplanned is put before an expression for which the planner should not choose an index, or plan the statement again.
	unplanned() string
	// expectFew returns a condition that is always true, from which the planner concludes that a join has few rows. It follows the other
	// conditions.
	expectFew(table string) string
	// barrier ends a subquery that the planner must not merge with the statement around it.
	barrier() string

	// versionTable is the table of the migrations that were made.
	versionTable() string
	// tableColumns reads the columns of a table, sorted by name. Rows: name, type.
	tableColumns(table string) Query
	// tableIndexes reads the indexes of a table that are no constraints. Rows: name, the statement that makes it.
	tableIndexes(table string) Query
	// deferKeys is a statement after which foreign keys are checked at the end of the transaction.
	deferKeys() string
}

// wrapping is what is put around a piece of SQL.
type wrapping struct{ before, after string }

func (w wrapping) of(sql string) string { return w.before + sql + w.after }
