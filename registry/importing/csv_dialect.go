package importing

import (
	"bytes"
	"encoding/csv"

	"hatang/registry"
)

// separators are the ones that are looked for; the first of equals wins.
var separators = []rune{',', ';', '\t'}

// dialectRecords is how many records decide on the separator.
const dialectRecords = 50

// detectSeparator tries each separator on the beginning of the file and takes
// the one under which most headers are known; among equals the one whose rows
// are as long as the header, then the one with more columns.
func detectSeparator(sample []byte, known func(string) bool) rune {
	best, bestScore := separators[0], -1.0
	for _, separator := range separators {
		score := separatorScore(sample, separator, known)
		if score > bestScore {
			best, bestScore = separator, score
		}
	}
	return best
}

func separatorScore(sample []byte, separator rune, known func(string) bool) float64 {
	records := sampleRecords(sample, separator, dialectRecords+1)
	header := headerOf(records, known)
	if len(header.names) < 2 {
		return 0
	}
	rows, even := 0, 0
	for _, record := range records[header.passed:] {
		rows++
		if len(record.cells) == len(header.names) {
			even++
		}
	}
	share := 1.0
	if rows > 0 {
		share = float64(even) / float64(rows)
	}
	return float64(header.known)*1000 + share*100 + min(float64(len(header.names)), 99)/100
}

// sampleRecords are the first records of the beginning of a file that are not
// blank; one that the sample cuts off may be among them.
func sampleRecords(sample []byte, separator rune, most int) []sheetRow {
	reader := csv.NewReader(bytes.NewReader(sample))
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = separator, -1, true
	var records []sheetRow
	for len(records) < most {
		record, err := reader.Read()
		if err != nil {
			break
		}
		if blank(record) {
			continue
		}
		row := sheetRow{cells: make([]Cell, len(record))}
		for i, text := range record {
			row.cells[i] = writtenCell(text)
		}
		records = append(records, row)
	}
	return records
}

// leastKnown is how many headers must be known for a row to be the header though
// others stand above it, and how many make the first row the header at once.
const leastKnown = 2

// headerOf finds the header among the records that are not blank. It is the
// first, unless that looks like a title and one further down is known for a
// header.
func headerOf(records []sheetRow, known func(string) bool) headerRows {
	if len(records) == 0 {
		return headerRows{}
	}
	names := namesOf(records[0].cells)
	first := headerRows{rows: 1, passed: 1, names: names, known: countKnown(names, known)}
	if first.known >= leastKnown {
		return first
	}
	found := findHeader(records[:min(len(records), searchedRows)], known)
	if found.at == 0 || found.known < leastKnown {
		return first
	}
	return found
}

// statedSeparator reads the line "sep=;" that Excel understands.
func statedSeparator(sample []byte) (rune, bool) {
	line, _, _ := bytes.Cut(sample, []byte{'\n'})
	line = bytes.Trim(line, "\r\"")
	value, found := bytes.CutPrefix(bytes.ToLower(line), []byte("sep="))
	if !found || len(value) != 1 {
		return 0, false
	}
	for _, separator := range separators {
		if rune(value[0]) == separator {
			return separator, true
		}
	}
	return 0, false
}

func separatorNote(separator rune) registry.Text {
	switch separator {
	case ';':
		return registry.Text{VI: "dấu phân cách: chấm phẩy", EN: "separator: semicolon"}
	case '\t':
		return registry.Text{VI: "dấu phân cách: tab", EN: "separator: tab"}
	}
	return registry.Text{VI: "dấu phân cách: phẩy", EN: "separator: comma"}
}

func notUTF8(row int) *Broken {
	return broken("encoding", row, registry.Text{
		VI: "không phải UTF-8: cho biết --encoding windows-1258 hoặc tcvn3, hoặc trong Excel chọn “CSV UTF-8 (Comma delimited)” rồi nhập lại",
		EN: `not UTF-8: say --encoding windows-1258 or tcvn3, or in Excel choose "CSV UTF-8 (Comma delimited)" and import again`,
	})
}
