// Package reports answers under /api/v1/reports: the catalogue of indicators, one
// figure with everything that it rests on, series over years, and whole reports as
// JSON, text, workbook, DOCX or PDF. Registry data is opened once for each state
// of the registry and shared by the requests that come while it stands.
package reports
