package table

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxUnzipped is the largest size of a decompressed workbook in bytes.
const maxUnzipped = 1 << 30

// readWorkbook returns the sheets of an .xlsx file that have cells, hidden ones included.
func readWorkbook(name string, r io.Reader) ([]*sheet, error) {
	book, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped})
	if err != nil {
		return nil, fmt.Errorf("%s is not a workbook that can be read: %w", name, err)
	}
	defer func() { _ = book.Close() }() // nothing is written
	w := &workbook{book: book, precisions: map[int]int{}}
	if properties, err := book.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		w.date1904 = *properties.Date1904
	}
	var sheets []*sheet
	for _, title := range book.GetSheetList() {
		rows, err := w.rows(title)
		if err != nil {
			return nil, fmt.Errorf("%s, sheet %s: %w", name, title, err)
		}
		if len(rows) > 0 {
			sheets = append(sheets, newSheet(name+":"+title, title, rows, "workbook"))
		}
	}
	return sheets, nil
}

// workbook is a workbook that is being read.
type workbook struct {
	book     *excelize.File
	date1904 bool
	// precisions holds the length of the dates of each style, 0 if it is not one of dates.
	precisions map[int]int
}

// rows returns the rows of a sheet that have cells.
func (w *workbook) rows(sheet string) ([]row, error) {
	all, err := w.book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer func() { _ = all.Close() }() // nothing is written
	var rows []row
	for line := 1; all.Next(); line++ {
		cells, err := all.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, err
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		for i, cell := range cells {
			if cells[i], err = w.value(sheet, line, i+1, cell); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row{line: line, cells: cells, text: CSVRow(cells, separators[0])})
	}
	return rows, all.Error()
}

// value returns the value of a cell: a date as precise as its style shows it, a number as its sheet shows it, else the text.
func (w *workbook) value(sheet string, line, column int, raw string) (string, error) {
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw, nil //nolint:nilerr // it is a text
	}
	name, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return "", err
	}
	kind, err := w.book.GetCellType(sheet, name)
	if err != nil {
		return "", err
	}
	if kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		return raw, nil
	}
	style, err := w.book.GetCellStyle(sheet, name)
	if err != nil {
		return "", err
	}
	precision, known := w.precisions[style]
	if !known {
		if precision, err = w.datePrecision(style); err != nil {
			return "", err
		}
		w.precisions[style] = precision
	}
	if precision > 0 && number > 0 {
		date, err := excelize.ExcelDateToTime(number, w.date1904)
		if err != nil {
			return "", err
		}
		return date.Format("2006-01-02")[:precision], nil
	}
	// 15 digits are what a sheet computes with: 0.1 + 0.2 is 0.3.
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64), err
}

// literals are the parts of a number format that are shown as they are, or that say color and language.
var literals = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.`)

// datePrecision returns the length of the dates that a style shows: 10 for days, 7 for months, 4 for years, 0 for no dates.
func (w *workbook) datePrecision(id int) (int, error) {
	style, err := w.book.GetStyle(id)
	if err != nil {
		return 0, err
	}
	if style.CustomNumFmt == nil {
		switch n := style.NumFmt; {
		case n == 17:
			return len("2006-01"), nil
		case n >= 14 && n <= 16, n == 22, n >= 27 && n <= 36, n >= 50 && n <= 58:
			return len("2006-01-02"), nil
		}
		return 0, nil
	}
	format := strings.ToLower(literals.ReplaceAllString(*style.CustomNumFmt, ""))
	switch {
	case strings.Contains(format, "d"):
		return len("2006-01-02"), nil
	case strings.Contains(format, "y") && strings.Contains(format, "m"):
		return len("2006-01"), nil
	case strings.Contains(format, "y"):
		return len("2006"), nil
	}
	return 0, nil
}
